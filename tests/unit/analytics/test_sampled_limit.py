from sampled_limit import CallSample


def test_every_hundredth_call_of_a_client_is_due() -> None:
    sample = CallSample(every=100)
    assert not any(sample.is_due("a") or sample.is_due("b") for _ in range(99))
    assert sample.is_due("a")
    sample.passed("a")
    assert not sample.is_due("a")
    assert sample.is_due("b")


def test_every_call_is_due_until_one_passes() -> None:
    sample = CallSample(every=3)
    assert [sample.is_due("a") for _ in range(5)] == [False, False, True, True, True]
    sample.passed("a")
    assert not sample.is_due("a")


def test_it_does_not_remember_ever_more_clients() -> None:
    sample = CallSample(every=2, max_clients=3)
    assert not sample.is_due("a")
    for client in ("b", "c", "d"):
        sample.is_due(client)
    assert not sample.is_due("a")
    assert sample.is_due("d")
