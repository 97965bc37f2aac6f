"""The way a contact took place, in the codebook's words."""

from functools import lru_cache

from analyzer.codebook import Channel
from analyzer.intake.data import key, load

_CHANNELS: dict[str, Channel] = {
    key(word): Channel(channel)
    for channel, words in load("channels.toml").items()
    for word in words
}


@lru_cache(maxsize=4096)
def channel_of(value: str) -> Channel:
    """Return the channel that an export's wording means; ``other`` where it is not known.

    >>> channel_of("Walk-In"), channel_of("Telephone encounter (inbound)"), channel_of("MyChart")
    (<Channel.IN_PERSON: 'in_person'>, <Channel.PHONE: 'phone'>, <Channel.PORTAL: 'portal'>)
    """
    for word in (value, *value.replace("-", " ").replace("_", " ").split()):
        if channel := _CHANNELS.get(key(word)):
            return channel
    return Channel.OTHER
