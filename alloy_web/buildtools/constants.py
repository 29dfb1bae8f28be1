"""
What the page's scripts and Python both have to know, as Python says it: put into each script.
"""

from alloy_web.core import merge
from alloy_web.core.config import OPTIONS
from alloy_web.features import hiding
from alloy_web.hosts.browser import ffi

# {name in the scripts: value}
SHARED = {
    "__ALLOY_STYLE_ID__": hiding.STYLE_ID,
    # How long content is hidden and the SDK waited for, where the page does not say.
    "__ALLOY_HIDDEN_MS__": hiding.Hiding.config["prehidingTimeout"].written,
    "__ALLOY_BOOT_MS__": OPTIONS["bootTimeout"].written,
    # Of options, and of answers.
    "__ALLOY_MAX_DEPTH__": ffi.MAX_DEPTH,
    "__ALLOY_MAX_ANSWER_DEPTH__": merge.MAX_DEPTH,
    "__ALLOY_MAX_SIZE__": ffi.MAX_SIZE,
    "__ALLOY_LEAST_SIZE__": ffi.LEAST_SIZE,
}
