"""The worker from outside, over HTTP."""


def test_guests_are_listed_newest_first(worker):
    for name in ("Ada", "Grace"):
        assert worker.post("/", data={"name": name}).status_code == 201
    assert worker.get("/").text == "Grace\nAda"


def test_the_schedule_keeps_the_newest_hundred(worker, workers):
    worker.get("/")
    insert = [("INSERT INTO guests (name) VALUES (?1)", [str(n)]) for n in range(150)]
    workers.d1("guestbook").batch(insert)
    workers.scheduled("guestbook", "0 4 * * *")
    names = worker.get("/").text.split("\n")
    assert (len(names), names[0], names[-1]) == (100, "149", "50")
