from alloy_web import flow


def test_a_coroutine_runs_in_the_callers_stack_until_it_meets_a_pending_deferred():
    seen = []
    gate = flow.Deferred()

    async def work():
        seen.append("started")
        seen.append(await gate)

    flow.start(work())
    seen.append("caller goes on")
    gate.resolve("released")

    assert seen == ["started", "caller goes on", "released"], seen


def test_a_settled_deferred_does_not_suspend():
    async def work():
        return await flow.resolved(1) + await flow.resolved(2)

    assert flow.start(work()).result() == 3


def test_an_exception_becomes_the_outcome_of_the_coroutine():
    async def work():
        raise ValueError("no")

    outcome = flow.start(work())

    assert outcome.state == "rejected"
    assert str(outcome.value) == "no"


def test_a_rejected_deferred_raises_where_it_is_awaited():
    gate = flow.Deferred()

    async def work():
        try:
            await gate
        except ValueError as error:
            return "caught " + str(error)

    outcome = flow.start(work())
    gate.reject(ValueError("late"))

    assert outcome.result() == "caught late"


def test_the_first_settlement_counts():
    gate = flow.Deferred()
    gate.resolve(1)
    gate.resolve(2)
    gate.reject(ValueError("3"))

    assert gate.result() == 1


def test_waiters_go_on_in_the_order_they_came():
    gate = flow.Deferred()
    seen = []

    async def wait(name):
        await gate
        seen.append(name)

    for name in ("a", "b", "c"):
        flow.start(wait(name))
    gate.resolve()

    assert seen == ["a", "b", "c"], seen


def test_a_long_chain_of_awaits_costs_no_stack():
    gates = [flow.Deferred() for _ in range(300)]

    async def link(index):
        value = await gates[index]
        if index + 1 < len(gates):
            gates[index + 1].resolve(value + 1)

    for index in range(len(gates)):
        flow.start(link(index))
    gates[0].resolve(0)

    assert gates[299].result() == 299


def test_background_reports_a_failure_and_nothing_else():
    told = []

    async def failing():
        raise ValueError("lost")

    async def fine():
        return 1

    flow.background(failing(), lambda error: told.append(str(error)))
    flow.background(fine(), lambda error: told.append(str(error)))

    assert told == ["lost"], told
