"""The media server dies: people are told that the visit waits, and it continues by itself."""

WAITS = "The video connection is interrupted on our side."


def test_media_server_killed_in_a_live_visit(house, monitor, station, gallery):
    visit = house.ready_visit()
    lobby, cell = monitor(house), station(house)
    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)
    lobby.sees(cell)
    cell.sees(lobby)

    with house.without("janus"):
        for side in (lobby, cell):
            side.says(WAITS)
            side.is_at("live")
        gallery.look_at(lobby.page, "monitor-live-interrupted")

    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)
    lobby.no_longer_says(WAITS)
    lobby.ends_visit()
    cell.is_at("ended")


def test_media_server_away_before_the_visit(house, monitor, station, gallery):
    visit = house.ready_visit()
    lobby, cell = monitor(house), station(house)

    with house.without("janus"):
        lobby.comes_in(visit["pin"])
        cell.comes_in(visit)
        for side in (lobby, cell):
            side.says(WAITS)
        gallery.look_at(lobby.page, "monitor-waits-for-media")

    for side in (lobby, cell):
        side.is_at("live")
    lobby.sees(cell)
    cell.sees(lobby)
    lobby.ends_visit()
