"""Server-sent events: frames that a browser reads, and streams that end, wait and give up."""

from __future__ import annotations

import asyncio
import json

from commondesk.plumbing import stream
from commondesk.plumbing.stream import BEAT, ENOUGH, Message, Stream, compact, frame, retry


def test_a_frame_is_one_event_and_only_a_number_moves_the_position() -> None:
    assert frame("event", "{}", 7) == b"event: event\nid: 7\ndata: {}\n\n"
    assert frame("beat", "{}") == BEAT == b"event: beat\ndata: {}\n\n"


def test_json_in_a_frame_never_breaks_its_line() -> None:
    text = compact({"body": "one\ntwo\r\nthree\u2028four"})
    assert frame("event", text).splitlines()[1:] == [f"data: {text}".encode(), b""]
    assert json.loads(text)["body"] == "one\ntwo\r\nthree\u2028four"


def test_clients_are_sent_back_at_different_moments() -> None:
    times = {int(retry().split()[1]) for _ in range(100)}
    assert len(times) > 10
    assert min(times) >= 1000
    assert max(times) <= 5000


class Client:
    """The other end: what it was sent, and a gate that holds the next send up."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.is_over = False
        self.is_cut = False
        self.reads = asyncio.Event()
        self.reads.set()
        self.gone = asyncio.Event()

    async def send(self, message: Message) -> None:
        await self.reads.wait()
        if message["type"] == "http.response.body":
            self.sent.append(message["body"])
            self.is_over = not message["more_body"]
            if self.is_over:
                self.gone.set()

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    def abort(self) -> None:
        self.is_cut = True
        self.gone.set()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_what_is_put_is_sent_in_order_and_an_end_is_the_last_word() -> None:
    async def story() -> None:
        client = Client()
        one = Stream(client.send, client.abort)
        running = asyncio.create_task(one.run(client.receive))
        one.put(b"a")
        one.put(b"b")
        await settle()
        one.end("restart", b"retry: 1000\n\n")
        one.put(b"too late")
        await running
        assert b"".join(client.sent) == b'abretry: 1000\n\nevent: end\ndata: {"reason":"restart"}\n\n'
        assert client.is_over

    asyncio.run(story())


def test_a_reader_who_does_not_read_is_noticed_and_cut() -> None:
    async def story() -> None:
        client = Client()
        client.reads.clear()
        one = Stream(client.send, client.abort)
        running = asyncio.create_task(one.run(client.receive))
        one.put(b"x" * ENOUGH)
        await settle()
        now = asyncio.get_running_loop().time()
        assert one.congested
        assert not one.is_stuck(now)
        assert one.is_stuck(now + stream.STUCK_SECONDS + 1)
        one.cut()
        await running
        assert (client.is_cut, client.sent) == (True, [])
        client.reads.set()
        await settle()

    asyncio.run(story())


def test_beats_do_not_pile_up_before_a_reader_who_is_slow() -> None:
    async def story() -> None:
        client = Client()
        client.reads.clear()
        one = Stream(client.send, client.abort)
        for _ in range(1_000):
            one.beat()
            await asyncio.sleep(0)
        assert one.waiting <= 3 * len(BEAT)
        client.reads.set()
        await settle()
        assert b"".join(client.sent).count(b"beat") <= 3

    asyncio.run(story())


def test_a_client_that_goes_ends_the_stream() -> None:
    async def story() -> None:
        client = Client()
        one = Stream(client.send, client.abort)
        running = asyncio.create_task(one.run(client.receive))
        client.gone.set()
        await running
        assert one.ended
        one.put(b"to nobody")
        assert one.waiting == 0

    asyncio.run(story())


def test_once_all_is_sent_the_stream_asks_for_more() -> None:
    async def story() -> None:
        client, asked = Client(), []

        class Asking(Stream):
            def drained(self) -> None:
                asked.append(True)

        one = Asking(client.send, client.abort)
        one.put(b"a")
        await settle()
        assert asked == [True]

    asyncio.run(story())
