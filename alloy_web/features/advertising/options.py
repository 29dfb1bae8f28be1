"""
The option `advertising` of `configure`, and what asks for the component before an event does. The
first file has it, too (app/known.py).

Source: specification, CFG-41, ADV-01.
"""

from alloy_web.core import urls
from alloy_web.validation import BOOLEAN, TEXT, Array, Record, optional, required

# Parameters of the page's URL that tell of a click on an ad.
AD_CLICK = ("s_kwcid", "ef_id")

CONFIG = {
    "advertising": optional(Record({
        "advertiserSettings": optional(Array(Record({
            "advertiserId": required(TEXT, about="The advertiser."),
            "enabled": required(BOOLEAN, about="Are its ads counted?"),
        })), about="The advertisers whose ads are counted."),
        "id5PartnerId": optional(TEXT, about="The site's number as a partner of ID5."),
        "rampIdJSPath": optional(TEXT, about="The address of the script of RampID."),
        "dspEnabled": optional(BOOLEAN, about="Count views of ads, too."),
    }), about="How clicks on ads, and views of them, are counted."),
}


def is_asked_for(settings, page_url):
    """Is there anything to do for the component; `settings` are the option's value or None."""
    return bool(settings) and bool(settings.get("advertiserSettings") or has_ad_click(page_url))


def has_ad_click(url):
    query = urls.split(url)["query"]
    return any(urls.query_values(query, name) for name in AD_CLICK)
