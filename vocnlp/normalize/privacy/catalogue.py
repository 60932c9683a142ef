"""List every entity: its name in the API, its label in a token, what a text must hold, and its finder."""

from __future__ import annotations

import re
from typing import NamedTuple

from vocnlp.normalize.privacy.account import find_line_ids, find_qq_numbers, find_wechat_ids
from vocnlp.normalize.privacy.address import find_addresses
from vocnlp.normalize.privacy.bank_card import find_bank_cards
from vocnlp.normalize.privacy.email import find_emails
from vocnlp.normalize.privacy.found import Find
from vocnlp.normalize.privacy.hongkong_id import find_hongkong_ids
from vocnlp.normalize.privacy.landline import find_landlines
from vocnlp.normalize.privacy.mainland_id import find_mainland_ids
from vocnlp.normalize.privacy.mobile import find_mobiles
from vocnlp.normalize.privacy.name import find_names
from vocnlp.normalize.privacy.plate import find_plates
from vocnlp.normalize.privacy.taiwan_id import find_taiwan_ids
from vocnlp.normalize.privacy.vin import find_vins

__all__ = ["ENTITIES", "SIGNS", "Entity"]


SIGNS = {
    "number": re.compile(r"[0-9][0-9 \-()]{3,}[0-9]"),
    "code": re.compile(r"[0-9A-Za-z_@\-·•]{4}"),
    "place": re.compile("[0-9一二三四五六七八九十百][号號栋棟幢弄巷楼座组組队室樓]|址[:：]"),
    "at": re.compile("@"),
}
"""What a text must hold at least, so that most texts are never searched."""


class Entity(NamedTuple):
    """``label`` stands in the token (``<手机:1>``); a ``code`` may be a business id and yields to one.

    ``sign`` names one of ``SIGNS``.
    """

    label: str
    code: bool
    find: Find
    sign: str = ""


ENTITIES: dict[str, Entity] = {
    "email": Entity("邮箱", False, find_emails, "at"),
    "mainland_id": Entity("身份证", True, find_mainland_ids, "number"),
    "bank_card": Entity("银行卡", True, find_bank_cards, "number"),
    "vin": Entity("车架号", True, find_vins, "code"),
    "taiwan_id": Entity("台湾身份证", True, find_taiwan_ids, "code"),
    "hongkong_id": Entity("香港身份证", True, find_hongkong_ids, "code"),
    "qq": Entity("QQ", False, find_qq_numbers, "number"),
    "wechat": Entity("微信", False, find_wechat_ids, "code"),
    "line": Entity("LINE", False, find_line_ids, "code"),
    "mobile": Entity("手机", True, find_mobiles, "number"),
    "landline": Entity("座机", True, find_landlines, "number"),
    "plate": Entity("车牌", True, find_plates, "code"),
    "address": Entity("地址", False, find_addresses, "place"),
    "name": Entity("姓名", False, find_names),
}
"""In order of precedence: where two entities claim the same characters, the earlier one gets them."""
