"""What the Python clients share: the case, the tally, and the line of JSON."""

import json
import resource
import sys
import time

UPTIME = "1.3.6.1.2.1.1.3.0"
TABLE = "1.3.6.1.2.1.31.1.1.1"
COLUMNS = [f"{TABLE}.{column}" for column in (6, 7, 8, 10, 11, 12)]
ROWS, REPETITIONS = 48, 10
USER, PASSWORD, PRIVACY = "bench", "authentication", "confidentiality"
EXPECTED = {"get": 1, "v3": 1, "bulk": len(COLUMNS) * REPETITIONS, "walk": len(COLUMNS) * ROWS}

how, case, port, seconds, in_flight = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5])


def device(number):
    return "127.0.0.1" if case == "v3" else f"127.1.{number >> 8}.{number & 255}"


class Meter:
    """Counts from `start` to `report`."""

    def start(self):
        self.requests = self.varbinds = self.errors = self.sum = 0
        self.cpu, self.began = self.spent(), time.monotonic()
        self.end = self.began + seconds

    @staticmethod
    def expect(what, varbinds):
        """For a client whose step of that case brings another number of variables."""
        EXPECTED[what] = varbinds

    @staticmethod
    def spent():
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime + usage.ru_stime

    def goes_on(self):
        return time.monotonic() < self.end

    def count(self, requests, numbers):
        """What a step brought: so many requests, and the numbers of its variables."""
        count = 0
        for number in numbers:
            self.sum += number
            count += 1
        self.requests += requests
        self.varbinds += count
        self.errors += count != EXPECTED[case]

    def report(self):
        tally = {"requests": self.requests, "varbinds": self.varbinds, "errors": self.errors}
        print(json.dumps(tally | {"cpu": self.spent() - self.cpu, "wall": time.monotonic() - self.began}))


meter = Meter()
