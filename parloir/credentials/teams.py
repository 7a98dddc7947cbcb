"""Names of the teams that people follow: with the name of their place, the first guess.

These are the nicknames of the major leagues of the United States (football, baseball, basketball,
ice hockey, soccer), in one word each.
"""

from typing import Final

_NAMES: Final = """
    49ers angels astros athletics avalanche bears bengals bills blackhawks blazers bluejackets
    bluejays braves brewers broncos browns bruins buccaneers bucks bulls canadiens canucks
    capitals cardinals cavaliers celtics chargers chiefs clippers colts commanders cowboys
    coyotes cubs devils diamondbacks dodgers dolphins ducks dynamo eagles falcons flames flyers
    galaxy giants grizzlies guardians hawks heat hornets hurricanes islanders jaguars jazz jets
    kings knicks kraken lakers lightning lions magic mammoth mapleleafs mariners marlins
    mavericks mets nationals nets nuggets oilers orioles pacers packers padres panthers patriots
    pelicans penguins phillies pirates pistons predators raiders rams rangers raptors ravens
    rays redsox reds redwings rockets rockies royals sabres saints seahawks senators sharks
    sounders spurs stars steelers suns texans thunder tigers timbers timberwolves titans twins
    union vikings warriors whitesox wild wizards yankees
"""
TEAMS: Final = frozenset(_NAMES.split())
