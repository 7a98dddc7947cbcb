"""An officer's wall that shows a live visit."""

from asgiref.sync import sync_to_async

from tests.contracts.descriptions import canned_offer
from tests.factories.sign_ins import signed_in


def session_of(user):
    return {"parloir_session": signed_in(user).cookies["parloir_session"].value}


async def wall_of(scene, user):
    cookies = await sync_to_async(session_of)(user)
    return await scene.open("/ws/wall/", cookies)


class Watched:
    """A live visit with both parties and an officer's wall."""

    def __init__(self, scene, monitor, station, wall, visit):
        self.scene, self.monitor, self.station, self.wall = scene, monitor, station, wall
        self.visit = visit

    async def does(self, intent, **args):
        await self.wall.does(intent, visit=self.visit.public_id, **args)

    async def refused(self, intent, **args):
        answer = await self.wall.intend(intent, visit=self.visit.public_id, **args)
        assert answer["type"] == "error", answer
        return answer["code"]

    async def are_told(self, monitor, station):
        """Return the titles of the latest banners, at the monitor and at the station."""
        for browser, title in ((self.monitor, monitor), (self.station, station)):
            await browser.sees_where(
                lambda s, title=title: s.get("banners") and s["banners"][0]["title"] == title
            )

    async def tile(self, check):
        screen = await self.wall.sees_where(lambda s: s["tiles"] and check(s["tiles"][0]))
        return screen["tiles"][0]

    async def both_publish(self):
        for browser in (self.monitor, self.station):
            await browser.send(type="media.join", leg="side", attempt=1, sdp=canned_offer())
            await browser.hears("media.answer")
