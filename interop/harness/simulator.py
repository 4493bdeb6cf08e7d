"""The simulator's levers, by the HTTP calls of its control page."""

import requests


class Simulator:
    """What a person does to the simulated cars."""

    def __init__(self, origin):
        self.origin = origin

    def add_key(self, vin, key_domain):
        """The owner's phone approves a partner's key."""
        self._post(f"cars/{vin}/add-key", {"key": key_domain})

    def remove_key(self, vin, key_domain):
        """The key is taken off the car's list."""
        self._post(f"cars/{vin}/remove-key", {"key": key_domain})

    def advance(self, duration):
        """Moves the clock that gateway and simulator share by a duration such as `11m` or `2h 30m`."""
        self._post("time", {"advance": duration})

    def vin(self, model):
        """The VIN of the first car of that model."""
        cars = requests.get(f"{self.origin}/api/cars", timeout=30).json()["cars"]
        return next(car["vin"] for car in cars if car["model"] == model)

    def is_locked(self, vin):
        """Whether the car itself says that it is locked."""
        return requests.get(f"{self.origin}/api/cars/{vin}", timeout=30).json()["locked"]

    def _post(self, path, body):
        answer = requests.post(f"{self.origin}/api/{path}", json=body, timeout=30)
        assert answer.ok, f"POST /api/{path} answered {answer.status_code}: {answer.text}"
