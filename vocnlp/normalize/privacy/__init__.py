"""Turn a raw text into one without personal data: one entity a module, masked before anything else happens.

>>> from vocnlp.normalize.privacy import Masker
>>> Masker().mask("联系人：张三，电话13800138000").text
'联系人：<姓名:1>，电话<手机:1>'
"""

from __future__ import annotations

from vocnlp.normalize.privacy.catalogue import ENTITIES
from vocnlp.normalize.privacy.masker import Mask, Masked, Masker

__all__ = ["ENTITIES", "Mask", "Masked", "Masker"]
