"""Normal forms: nothing is lost, everything is mapped, a second run finds nothing to do."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocnlp.errors import InputError
from vocnlp.normalize import STEPS, Normalizer
from vocnlp.normalize.catalogue import read_steps
from vocnlp.normalize.characters import CharacterSets
from vocnlp.normalize.gate import Gate
from vocnlp.normalize.matcher import PART
from vocnlp.normalize.steps.step import Step
from vocnlp.normalize.words import read_words
from vocnlp.types import NormalizedText, Span

NORMALIZER = Normalizer()

_WORDS = """
好 吃 這裡 乾 後 唔 冇 嘅 食 左 ， , ！ ! 。 . … ~ @ # //@ 小王
: ： [ ] ( ) （ ） <b> </p> < &amp; &lt; &nbsp http:// t.cn/ a B Ａ
这个 我 嗯 呃 就是说 ^_^ T_T = - _ 业(yè) 發(fa) 軟體 計程車 滑鼠 行程 cp值 系统默认好评 查看图片
发自手机 …全文 è 铁 锛 鏄 哈 一
乾坤 著 麽 系 黎 平 平时 点解 點解 喺 D 冷氣 機車 公車 隨身碟 ⽤ ㎡ ① ﬁ 👍 🏽 😂 5 </script <!-- --> <3 微软
{1} 2.0 10:30 3,000
"""
_UNSEEN = [
    " ",
    "\n",
    "\u3000",
    "\u200b",
    "\ufe0f",
    "\u200d",
    "\u20e3",
    "\u0301",
    "\ud83d",
    "\x00",
    "\uf900",
    "\U0002f800",
]
PIECES = [*_WORDS.split(), *_UNSEEN]
_SHARED = "只后干里面发台松系冲向志制周准表板范谷划几家困克了蒙辟千秋舍沈余云征折朱筑"
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(), max_size=40),  # surrogates, controls, astral characters
    st.lists(st.sampled_from(PIECES), max_size=16).map("".join),
)


def covered(normal: NormalizedText) -> set[int]:
    spans = [*map(Span, normal.starts, normal.ends), *(edit.span for edit in normal.edits)]
    return {place for span in spans for place in range(*span)}


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_map_is_valid_monotone_and_covers_the_raw_text(raw: str) -> None:
    normal = NORMALIZER.normalize(raw)
    starts, ends = list(normal.starts), list(normal.ends)
    assert len(normal.text) == len(starts) == len(ends)
    assert all(0 <= start < end <= len(raw) for start, end in zip(starts, ends, strict=True))
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert covered(normal) == set(range(len(raw)))
    assert all(edit.span.of(raw) == edit.before for edit in normal.edits)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_normalizing_twice_changes_nothing(raw: str) -> None:
    once = NORMALIZER.normalize(raw).text
    assert NORMALIZER.normalize(once).text == once


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(STEPS))
def test_every_step_can_be_switched_off(raw: str, step: str) -> None:
    normal = _without(step).normalize(raw)
    assert step not in {edit.step for edit in normal.edits}
    assert covered(normal) == set(range(len(raw)))


def _without(step: str) -> Normalizer:
    return _WITHOUT.setdefault(step, Normalizer(without=[step]))


_WITHOUT: dict[str, Normalizer] = {}


def test_catalogue_makes_exactly_the_steps_that_are_named() -> None:
    assert set(STEPS) == set(read_steps(CharacterSets(), read_words("regions.yaml"), read_words("cantonese.yaml")))


@pytest.mark.parametrize(
    ("raw", "text", "script"),
    [
        ("起步有點肉，不過座椅很舒服", "起步有点肉，不过座椅很舒服", "taiwan"),
        ("計程車司機的軟體與滑鼠", "出租车司机的软件与鼠标", "taiwan"),
        ("公車站旁的冷氣很吵", "公交站旁的空调很吵", "taiwan"),
        ("的士司機態度好差", "出租车司机态度好差", "hongkong"),
        ("呢間嘢唔好食，伙記黑面", "这家东西不好吃，店员黑脸", "cantonese"),
        ("冇人理，等咗好耐", "没人理，等了很久", "cantonese"),
        ("影片里只有后面干净", "影片里只有后面干净", "simplified"),
        ("他說很好，我看也行，这个产品确实还可以", "他说很好，我看也行，这个产品确实还可以", "mixed"),
        ("ok!", "ok!", "other"),
        ("ok", "ok", "other"),
        ("退款程序太慢，行程也改了", "退款程序太慢，行程也改了", "simplified"),
        ("退款程序太慢，行程也改過", "退款程序太慢，行程也改过", "taiwan"),
        ("衣服洗不乾，乾隆年間", "衣服洗不干，乾隆年间", "taiwan"),
        ("巴黎的系統關係，佢平時唔飲酒", "巴黎的系统关系，他平时不喝酒", "cantonese"),
    ],
)
def test_scripts_and_regions(raw: str, text: str, script: str) -> None:
    normal = NORMALIZER.normalize(raw)
    assert (normal.text, normal.script) == (text, script)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("手機車載充電很慢", "手机车载充电很慢"),
        ("電影片段剪得很碎", "电影片段剪得很碎"),
        ("顧客訴求沒人管", "顾客诉求没人管"),
        ("儘快取消訂單", "尽快取消订单"),
        ("許多型號都缺貨", "许多型号都缺货"),
        ("另外掛號要錢", "另外挂号要钱"),
        ("重視訊號強度", "重视讯号强度"),
        ("他解釋出來了", "他解释出来了"),
        ("種類比較多", "种类比较多"),
        ("的士兵很多，去旺角", "的士兵很多，去旺角"),
        ("電動機車很快，機車次數", "电动摩托车很快，摩托车次数"),
        ("服務生態度很好", "服务员态度很好"),
        ("冷氣溫度太低", "空调温度太低"),
        ("軟體驗證失敗", "软件验证失败"),
        ("食物質素好差，食品質素都係", "食物质量好差，食品质量都是"),
    ],
)
def test_regional_words_do_not_hit_across_a_border_of_words(raw: str, text: str) -> None:
    assert NORMALIZER.normalize(raw).text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("呢間嘢唔係好食", "这家东西不太好吃"),
        ("佢唔係好食辣", "他不太吃辣"),
        ("d 辣雞翼唔好食", "些辣鸡翼不好吃"),
        ("呢d 辣度唔夠", "这些辣度不够"),
        ("呢間嘢好食咗d 價錢平咗d", "这家东西好吃了些 价钱平了些"),
        ("有些 地方很干净", "有些地方很干净"),
    ],
)
def test_cantonese_words_and_spaces(raw: str, text: str) -> None:
    assert NORMALIZER.normalize(raw).text == text


@pytest.mark.parametrize("word", _SHARED)
def test_characters_of_both_scripts_stay_in_simplified_text(word: str) -> None:
    raw = f"这个{word}很好"
    assert NORMALIZER.normalize(raw).text == raw


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<p>很<b>好</b></p>&nbsp;吧", "很好\n吧"),
        ("好吃,但贵...10:30到!", "好吃，但贵…10:30到！"),
        ("⽤ＡＰＰ付款👍🏽👍🏽", "用app付款👍"),
        ("味道很好  服务一般", "味道很好 服务一般"),
        ("酒店 的 服务 很 好", "酒店的服务很好"),
        ("用 iPhone 拍照", "用iphone拍照"),
        ("第一行\r\n\r\n第二行", "第一行\n第二行"),
        ("好好好好吃", "好吃"),
        ("很好吃很好吃很好吃", "很好吃"),
        ("看看，刚刚好", "看看，刚刚好"),
        ("太差了！！！？？", "太差了！？"),
        ("哈哈哈哈哈", "哈哈"),
        ("买了一一一一号", "买了一一一一号"),
        ("编号一一一一一一一一一", "编号一一一一一一一一一"),
        ("好" * 5000, "好"),
        ("企業(yè)發(fā)展", "企业发展"),
        ("见http://t.cn/A6很好", "见很好"),
        ("@某客服 太慢了", "太慢了"),
        ("#提车日记#真不错", "提车日记\n真不错"),
        ("加了95#换92#的油", "加了95#换92#的油"),
        ("太差了//@小王:还行", "太差了"),
        ("车不错（发自我的iPhone）", "车不错"),
        ("难吃T_T", "难吃[大哭]"),
        ("无语[笑哭][笑哭]", "无语[笑哭]"),
        ("［笑哭］", "[笑哭]"),
        ("嗯，我我想问这个这个车", "我想问这个车"),
        ("额度不够", "额度不够"),
        ("温度26℃，3㎡", "温度26℃，3m2"),
        ("好\u200b吃\ufeff", "好吃"),
        ("e\u0301clair", "éclair"),
        ("好\ud83d吃", "好\ufffd吃"),
        ("cp值很高，妳試試", "性价比很高，你试试"),
        ("<手机:1>打不通", "<手机:1>打不通"),
        ("软体沙发上的软体动物", "软体沙发上的软体动物"),
    ],
)
def test_repairs(raw: str, text: str) -> None:
    assert NORMALIZER.normalize(raw).text == text


@pytest.mark.parametrize("raw", ["鏈嶅姟鎬佸害寰堝樊", "好的锟斤拷锟斤拷", "ä½ å¥½å¾ˆå¥½", "烫烫烫烫"])
def test_mojibake_is_reported(raw: str) -> None:
    edits = NORMALIZER.normalize(raw).edits
    assert any(edit.step == "mojibake" and edit.before == edit.after for edit in edits)


@pytest.mark.parametrize("raw", ["服务态度很差", "鏈條斷了", "Ünïcödé"])
def test_ordinary_text_is_no_mojibake(raw: str) -> None:
    assert "mojibake" not in {edit.step for edit in NORMALIZER.normalize(raw).edits}


@pytest.mark.parametrize(
    ("literal", "pattern"),
    [
        ("軟體", "软件"),
        ("软件", "软件"),
        ("ＡＰＰ", "app"),
        ("好好好", "好"),
        ("客服 电话", "客服电话"),
        ("@客服", "@客服"),
        ("就是说", "就是说"),
        (":)", "[开心]"),
        ("唔好食", "不好吃"),
        (" ", " "),
    ],
)
def test_pattern_of_a_literal(literal: str, pattern: str) -> None:
    assert NORMALIZER.pattern(literal) == pattern


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=4).map("".join))
def test_pattern_of_a_pattern_is_itself(literal: str) -> None:
    pattern = NORMALIZER.pattern(literal)
    assert NORMALIZER.pattern(pattern) == pattern


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(TEXTS, st.lists(st.sampled_from(PIECES), max_size=4).map("".join)), max_size=8))
def test_patterns_are_the_pattern_of_each(literals: list[str]) -> None:
    assert NORMALIZER.patterns(literals) == [NORMALIZER.pattern(literal) for literal in literals]


def test_pattern_takes_the_script_of_its_file() -> None:
    assert NORMALIZER.pattern("冷气", script="taiwan") == "空调"
    assert NORMALIZER.pattern("冷气") == "冷气"


def test_map_of_a_converted_phrase() -> None:
    normal = NORMALIZER.normalize("我的隨身碟好好好好用")
    assert normal.text == "我的u盘好用"
    assert normal.span(2, 4).of(normal.raw) == "隨身碟"
    assert normal.span(4, 6).of(normal.raw) == "好好好好用"


def test_unknown_step_is_refused_with_a_hint() -> None:
    with pytest.raises(InputError, match="did you mean emphasis"):
        Normalizer(without=["emphasys"])


def test_pickles_as_its_configuration_and_is_frozen() -> None:
    one = Normalizer(without=["case"])
    one.normalize("這裡")
    other = pickle.loads(pickle.dumps(one))
    assert other == one
    assert hash(other) == hash(one)
    assert other.normalize("這裡ABC").text == "这里ABC"
    with pytest.raises(AttributeError):
        one.without = frozenset()  # type: ignore[misc]


def test_threads_agree() -> None:
    texts = ["計程車很慢", "隨身碟壞了", "呢間唔好食", "好好好好吃！！"] * 20
    fresh = Normalizer()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(fresh.normalize, texts)) == [NORMALIZER.normalize(text) for text in texts]


def test_simplified_text_loads_no_converter() -> None:
    code = (
        "import sys; from vocnlp.normalize import Normalizer; n = Normalizer(); n.normalize('很好，ABC!!'); "
        "assert 'opencc' not in sys.modules; n.normalize('這裡'); assert 'opencc' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def steps() -> list[Step]:
    return list(read_steps(CharacterSets(), read_words("regions.yaml"), read_words("cantonese.yaml")).values())


@pytest.fixture(scope="module")
def gates() -> tuple[Gate, Gate]:
    """The gate that walks, which the compiled wheel uses, and the one that searches."""
    return Gate(steps(), walking=True), Gate(steps(), walking=False)


@pytest.mark.parametrize("unit", ["好", "好吃", "很好吃", "屏幕清楚"])
def test_three_times_and_one_character_less(gates: tuple[Gate, Gate], unit: str) -> None:
    for gate in gates:
        assert not gate.is_clean(f"菜{unit * 3}")
        assert gate.is_clean(f"菜{(unit * 3)[:-1]}了")


@settings(max_examples=500)
@given(TEXTS | st.text("好吃，a", max_size=14))
def test_a_walk_and_two_searches_see_the_same(gates: tuple[Gate, Gate], text: str) -> None:
    walking, searching = gates
    assert walking.is_clean(text) == searching.is_clean(text)


@pytest.mark.parametrize(
    "sign", ["计程车", "好吃得很好吃得很好吃得很", "此用户未及时填写评价内容这个这个", "😋😋", "[笑哭][笑哭]", "Ａ"]
)
def test_what_lies_across_two_pieces_of_a_long_text_is_seen(sign: str) -> None:
    filling = "这家店环境不错，价格也合适，" * (PART // 14 + 1)
    gate = Gate(steps())
    asked = gate.needed(sign)
    assert asked
    for before in range(1, len(sign) + 1):
        assert gate.needed(filling[: PART - before] + sign + filling[: PART // 2]) == asked
