"""Promises of agents and promises that customers quote, and the gap when they were not kept."""

from __future__ import annotations

from typing import Any

import pytest

import vocnlp

VOC = vocnlp.load("base")


def talk(*turns: tuple[str, str]) -> dict[str, Any]:
    return {"turns": [{"role": role, "text": text} for role, text in turns]}


def signals(said: object, kind: str) -> list[tuple[str, float, str]]:
    analysis = VOC.analyze(said)
    for signal in analysis.signals:
        assert signal.span.of(analysis.text) == signal.text
    return [(signal.text, signal.value, signal.unit) for signal in analysis.signals if signal.kind == kind]


PROMISES = [
    (talk(("客服", "您好，我们承诺24小时内回复"), ("用户", "好")), [("我们承诺24小时内回复", 24.0, "小时")]),
    (talk(("agent", "保证明天到"), ("customer", "行吧")), [("保证明天到", 1.0, "天")]),
    (
        talk(("agent", "这边预计三到五个工作日退款到账"), ("customer", "嗯")),
        [("这边预计三到五个工作日退款到账", 5.0, "天")],
    ),
    (talk(("agent", "师傅周五会上门检查"), ("customer", "好的")), [("师傅周五会上门检查", 1.0, "")]),
    (talk(("agent", "後天一定幫您安排換貨"), ("customer", "麻煩了")), [("後天一定幫您安排換貨", 2.0, "天")]),
    (talk(("agent", "这款充满电能跑600公里，我保证"), ("customer", "真的吗")), []),
    (talk(("agent", "这款保证跑600公里"), ("customer", "真的吗")), [("这款保证跑600公里", 600.0, "公里")]),
    (talk(("agent", "您是三天前下的单吗"), ("customer", "是的")), []),
    (talk(("agent", "您三天前已经签收了"), ("customer", "没有啊")), []),
    ("客服：最迟后天给您退款\n用户：那我等着", [("最迟后天给您退款", 2.0, "天")]),
    ("客服说两天之内解决", [("客服说两天之内解决", 2.0, "天")]),
    ("师傅答应周五上门", [("答应周五上门", 1.0, "")]),
    ("他说用了三天就坏了", []),
    ("没说好三天", []),
]


@pytest.mark.parametrize(("said", "expected"), PROMISES, ids=[str(said) for said, _ in PROMISES])
def test_promises(said: object, expected: list[tuple[str, float, str]]) -> None:
    assert signals(said, "promise") == expected


GAPS = [
    (talk(("agent", "您放心，三天之内一定给您答复"), ("customer", "这都一个星期了也没人联系我")), 4.0, "天"),
    (talk(("agent", "承诺24小时内回复"), ("customer", "都两天了还没有回复")), 24.0, "小时"),
    (talk(("agent", "保证明天到"), ("customer", "到现在都没收到货")), 1.0, ""),
    (talk(("agent", "最晚明早有人联系您"), ("customer", "根本没人给我打电话")), 1.0, ""),
    (
        talk(("agent", "两小时内送达"), ("agent", "请留意"), ("customer", "我等了五个小时"), ("customer", "餐还没到")),
        3.0,
        "小时",
    ),
    (talk(("agent", "这款保证跑600公里"), ("customer", "开了一个月，实际只能跑400公里")), -200.0, "公里"),
    ("客服：最迟后天给您退款\n用户：我等了五天了钱还没到账", 3.0, "天"),
    ("上次那个客服他说三天到账结果一周了还没到", 4.0, "天"),
    ("客服说明天就到，到今天都没到", 1.0, ""),
    ("师傅答应周五上门的，根本没来", 1.0, ""),
    ("客服跟我讲两个工作日解决现在都半个月了", 13.0, "天"),
    ("让我等三天，一个礼拜过去了也没下文", 4.0, "天"),
    ("說好三天內退款，結果拖了兩個禮拜", 11.0, "天"),
    ("店家承諾當天出貨，到現在都還沒寄出", 1.0, ""),
    ("佢哋話三日內覆我，而家一個禮拜都冇人理", 4.0, "天"),
    ("客服話聽日送到，等到今日都未收到", 1.0, ""),
    ("销售保证月底提车，又推迟了", 1.0, ""),
    ("說好這禮拜五前會到貨，結果根本沒到", 1.0, ""),
]


@pytest.mark.parametrize(("said", "value", "unit"), GAPS, ids=[str(said) for said, _, _ in GAPS])
def test_a_promise_that_was_not_kept(said: object, value: float, unit: str) -> None:
    assert [found[1:] for found in signals(said, "gap")] == [(value, unit)]


KEPT = [
    talk(("agent", "24小时内回复您"), ("customer", "好的谢谢")),
    talk(("customer", "我的货还没到"), ("agent", "保证明天到"), ("customer", "好吧")),
    talk(("agent", "三天内给您答复"), ("customer", "我这车买了两年了，一直没问题")),
    talk(("agent", "三天内给您答复"), ("customer", "都两天了还没人联系我")),
    talk(("agent", "保证明天到"), ("customer", "第二天就收到了，很快")),
    talk(("agent", "师傅明天上门"), ("customer", "可是发票我还没收到")),
    "说好三天，两天就到了，不错",
    "客服说明天到，果然第二天就到了",
    "师傅说三天前就修好了",
    "说明天气不好",
    "用户：我等了五天了钱还没到账\n客服：您好，最迟后天给您退款",
]


@pytest.mark.parametrize("said", KEPT, ids=map(str, KEPT))
def test_no_gap_where_nothing_was_broken(said: object) -> None:
    late = [found for found in signals(said, "gap") if found[1] > 0]
    assert late == []


def test_what_an_agent_promises_adds_nothing_to_the_complaint() -> None:
    analysis = VOC.analyze(talk(("agent", "保证明天到"), ("customer", "好的，谢谢")))
    assert [signal.kind for signal in analysis.signals] == ["promise"]
    assert (analysis.intent, analysis.severity) == ("praise", 0)


def test_what_was_withdrawn_shows_nothing() -> None:
    analysis = VOC.analyze("我要投诉，说错了，我要表扬")
    assert [signal.kind for signal in analysis.signals] == []
