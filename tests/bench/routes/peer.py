"""VROOM's plans of Solomon's instances: reads files named on standard input, writes one line of JSON for each.

Usage: peer.py LEVEL... ; every instance is solved once a level (0 to 5, how much VROOM explores) with two threads. A line is
{"file": ..., "level": ..., "distance": ..., "seconds": ..., "unassigned": ...}; distances are real ones, summed over the routes
VROOM gives, from the coordinates of the file.
"""

import json
import math
import sys
import time

import numpy
import vroom

SCALE = 100
THREADS = 2


def read(path):
    """Vehicles, capacity and rows (x, y, demand, ready, due, service) of a file in the original format."""
    numbers = []
    for line in open(path, encoding="ascii"):
        words = line.split()
        if words and all(word.lstrip("-").isdigit() for word in words):
            numbers.append([int(word) for word in words])
    vehicles, capacity = numbers[0]
    return vehicles, capacity, [row[1:] for row in numbers[1:]]


def solve(path, level):
    vehicles, capacity, rows = read(path)
    real = [[math.hypot(a[0] - b[0], a[1] - b[1]) for b in rows] for a in rows]
    # rounded up, so that what fits the matrix fits in truth
    matrix = numpy.array([[math.ceil(SCALE * one - 1e-9) for one in line] for line in real], dtype=numpy.uint32)
    problem = vroom.Input()
    problem.set_durations_matrix("car", matrix)
    depot = rows[0]
    for n in range(vehicles):
        window = (SCALE * depot[3], SCALE * depot[4])
        problem.add_vehicle(vroom.Vehicle(n + 1, start=0, end=0, capacity=[capacity], time_window=window))
    for n, row in enumerate(rows[1:], 1):
        windows = [vroom.TimeWindow(SCALE * row[3], SCALE * row[4])]
        problem.add_job(vroom.Job(n, location=n, default_service=SCALE * row[5], delivery=[row[2]], time_windows=windows))
    begun = time.perf_counter()
    solution = problem.solve(exploration_level=level, nb_threads=THREADS)
    seconds = time.perf_counter() - begun
    answer = solution.to_dict()
    distance = 0.0
    for route in answer["routes"]:
        places = [step.get("location_index", 0) for step in route["steps"] if step["type"] in ("start", "job", "end")]
        distance += sum(real[a][b] for a, b in zip(places, places[1:]))
    return {"distance": distance, "seconds": seconds, "unassigned": len(answer["unassigned"])}


for name in sys.stdin:
    for one in sys.argv[1:]:
        found = solve(name.strip(), int(one))
        print(json.dumps({"file": name.strip(), "level": int(one), **found}), flush=True)
