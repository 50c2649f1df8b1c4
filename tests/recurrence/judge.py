"""The occurrences of recurrence rules as python-dateutil has them.

Reads lines of JSON, {"rule": "FREQ=DAILY", "start": "2026-03-02T09:00:00", "limit": 20, "last_year": 2046}, and answers each with a
line: a JSON list of the first occurrences, at most `limit` and none after `last_year`. A rule that dateutil finds empty when it
is made has no occurrences; anything else that dateutil refuses is a line {"fault": "..."}.
"""

import datetime
import itertools
import json
import sys

from dateutil.rrule import rrulestr


def occurrences(rule, start, limit, last_year):
    # dateutil goes through all years up to this one, which for rules that never match is most of the work
    datetime.MAXYEAR = last_year
    first = datetime.datetime.fromisoformat(start)
    found = []
    try:
        for at in itertools.islice(rrulestr(rule, dtstart=first), limit):
            if at.year > last_year:
                break
            found.append(at.isoformat())
    except ValueError as fault:
        # "generates an empty set", "resulting in empty rule": there are none, or no more
        if "empty" not in str(fault):
            raise
    return found


def main():
    for line in sys.stdin:
        try:
            answer = occurrences(**json.loads(line))
        except Exception as fault:  # whatever it is, the line gets its answer
            answer = {"fault": f"{type(fault).__name__}: {fault}"}
        sys.stdout.write(json.dumps(answer) + "\n")


main()
