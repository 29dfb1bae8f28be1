"""Cases: clicks on ads, and options of advertising."""

from tests.parity.script import arrive, call, case, configure, run

ADS = {"advertiserSettings": [{"advertiserId": "11", "enabled": True}]}
# The browser keeps the cookies of an answer before the script has read it, and keeps its own.
UNTIL_READ = """return new Promise((done) => {
  const look = () => (document.cookie.includes("AMCV_") ? done() : setTimeout(look, 10));
  look();
});"""
NOBODY = {"advertiserSettings": [{"advertiserId": "11", "enabled": False}]}

for name, query in (
    ("a click on an ad", "s_kwcid=AL!1!2&ef_id=a:G:s&s_kwcid=other"),
    ("a click on an ad without its id", "s_kwcid=AL!1!2"),
    ("a click on an ad that tells its id alone", "ef_id=a:G:s"),
):
    case(name, configure(advertising=ADS), arrive(1), path=f"/t/page?{query}", requests=1)

case(
    "an event of a page that a click on an ad led to",
    configure(advertising=ADS),
    arrive(1),
    run(UNTIL_READ),
    call("sendEvent", {"advertising": {"handleAdvertisingData": "auto"}}),
    path="/t/page?s_kwcid=AL!1!2&ef_id=a",
    requests=2,
)

case(
    "an event where no advertiser is enabled",
    configure(advertising=NOBODY),
    call("sendEvent", {"advertising": {"handleAdvertisingData": "wait"}}),
    requests=1,
)
