from parloir.media.events import FeedLeft
from parloir.media.inbox import Inbox


async def test_what_was_put_before_the_end_is_read_and_nothing_after() -> None:
    inbox = Inbox()
    inbox.put(FeedLeft(1))
    inbox.finish()
    inbox.put(FeedLeft(2))
    inbox.finish()
    assert [event async for event in inbox.events()] == [FeedLeft(1)]
