from hook_routes import worker_for
from hook_vars import DEFAULT_ROUTES, HookVars


def test_each_provider_has_its_worker_and_github_is_only_stored() -> None:
    assert worker_for("stripe", "invoice.paid", DEFAULT_ROUTES) == "payments"
    assert worker_for("twilio", "message.received", DEFAULT_ROUTES) == "sms"
    assert worker_for("form", "form.submitted", DEFAULT_ROUTES) == "leads"
    assert worker_for("slack", "event.message", DEFAULT_ROUTES) == "leads"
    assert worker_for("github", "push", DEFAULT_ROUTES) is None


def test_types_have_workers_of_their_own_by_their_beginning() -> None:
    assert worker_for("standard", "email.bounced", DEFAULT_ROUTES) == "email"
    assert worker_for("standard", "emails", DEFAULT_ROUTES) is None
    assert worker_for("standard", "booking.created", DEFAULT_ROUTES) == "calendar"


def test_the_longest_route_wins() -> None:
    routes = {"a": "one", "a/b*": "two", "a/b.c": "three", "a/b.*": "four"}
    kinds = ("x", "bcd", "b.c", "b.d")
    assert [worker_for("a", kind, routes) for kind in kinds] == ["one", "two", "three", "four"]
    assert worker_for("ab", "b.c", routes) is None


def test_a_route_that_is_none_is_a_fault_and_the_default_stands() -> None:
    for text in ('{"Stripe": "payments"}', '{"stripe": "Pay ments"}', '["stripe"]', "{"):
        given = HookVars({"ROUTES": text}.get)
        assert "ROUTES" in given.faults
        assert given.routes == DEFAULT_ROUTES
