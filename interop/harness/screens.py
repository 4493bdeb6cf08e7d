"""The screens that Connect is looked at on."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Screen:
    """What the owner holds or sits before."""

    device: str
    scheme: str

    @property
    def is_phone(self):
        return self.device == "phone"

    def __str__(self):
        return f"{self.device}-{self.scheme}"


SCREENS = [Screen(device, scheme) for device in ("phone", "desktop") for scheme in ("light", "dark")]
