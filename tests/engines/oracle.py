"""Holds `hagen simulate` against a real control plane: what it calls safe must be so, and nothing may go worse than it says.

usage: oracle.py JUDGE [faults] COUNT SEED [CASE…]

JUDGE is the example judge of hagen-simulate. COUNT small random clusters of simulated nodes, or only the cases named of
them, run a workload each. The nodes and zones with the most of its pods are lost or drained, and what happens is compared
with the verdicts, which must not be better. With `faults`, judges that overlook one thing each judge the same clusters: what
happened must contradict each of them, but for what seldom matters.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from random import Random

import clusters
import wrong
from outages import Watch
from prove import cluster
from trial import PROMISE_ONLY, Case, Seen, Trial

AT_ONCE = 48


def main():
    judge, *arguments = sys.argv[1:]
    is_faults = arguments[:1] == ["faults"]
    count, seed, *numbers = arguments[is_faults:]
    cases = [Case(number, *clusters.case(seed, number)) for number in map(int, numbers or range(int(count)))]
    judges = {None: wrong.RIGHT, **(wrong.WRONG if is_faults else {})}
    with cluster(declared=[clusters.one_node(Random(0), "spare", 0)]) as server:
        watch = Watch(server.kubeconfig)
        watch.start()
        started = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = list(pool.map(lambda case: tried(server, watch, judge, case, judges), cases))
    compared = {name: [one for case in found for one in case[name]] for name in judges}
    is_good = report(len(cases), compared.pop(None), time.monotonic() - started)
    noticed = [notices(name, found) or judges[name].is_seldom for name, found in compared.items()]
    if not all([is_good, *noticed]):
        raise SystemExit(1)


@dataclass(frozen=True)
class Compared:
    """A verdict, and what became of it."""

    verdict: dict
    keeps: int
    seen: Seen

    @property
    def failed(self):
        return self.seen.ready < self.keeps or self.seen.hung

    @property
    def contradicts(self):
        """Whether it went worse than the verdict says."""
        seen, said = self.seen, self.verdict
        worse = seen.ready < said["ready"] or (seen.event not in PROMISE_ONLY and seen.later < said["later"])
        return worse or (said["safe"] and self.failed)

    @property
    def is_exact(self):
        return self.seen.ready == self.verdict["ready"]


def tried(server, watch, judge, case, judges):
    """What became of a case, beside the verdicts of each judge."""
    judged = cache(lambda objects: run(judge, objects))
    verdicts = {name: verdicts_of(judged, case, one) for name, one in judges.items()}
    seen = list(Trial(server.kubeconfig, watch, case).run(verdicts[None][1]))
    right = list(compare(*verdicts.pop(None), seen))
    for one in right:
        if one.contradicts:
            print(f"worse than its verdict: {one.seen}, not {one.verdict}", flush=True)
    # What contradicts the right judge tells nothing of the wrong ones.
    held = [one.seen for one in right if not one.contradicts]
    return {None: right, **{name: list(compare(keeps, said, held)) for name, (keeps, said) in verdicts.items()}}


def compare(keeps, said, seen):
    """What was seen beside what was said of it. Of pairs of places that are alike, one has a verdict."""
    for one in seen:
        if verdict := said.get((one.event, one.at)):
            yield Compared(verdict, keeps, one)


def verdicts_of(judged, case, overlooks):
    """How many pods must remain, and the verdicts by event and place."""
    found = judged(json.dumps({"apiVersion": "v1", "kind": "List", "items": overlooks.objects(case.objects)}))
    said = {(one["event"], tuple(one["at"])): one for one in found["events"]}
    return found["keeps"], overlooks.verdicts(said, case)


def run(judge, objects):
    """What the judge says of the one workload among objects."""
    output = subprocess.run([judge], input=objects, capture_output=True, text=True, check=True)
    (found,) = json.loads(output.stdout)["sets"]
    return found


def report(count, compared, seconds):
    """Says what was seen. Nothing may have gone worse than its verdict."""
    table = Counter((one.seen.event, one.verdict["safe"], one.failed) for one in compared)
    print(f"{'event':20} {'safe, held':>12} {'safe, failed':>12} {'unsafe, failed':>14} {'unsafe, held':>12}")
    for event in sorted({one.seen.event for one in compared}):
        row = [table[event, *cell] for cell in ((True, False), (True, True), (False, True), (False, False))]
        print(f"{event:20} {row[0]:12} {row[1]:12} {row[2]:14} {row[3]:12}")
    worse = [one for one in compared if one.contradicts]
    exact = sum(one.is_exact for one in compared)
    bounds = sum(not one.verdict["exact"] for one in compared)
    print(
        f"{count} clusters, {len(compared)} events in {seconds:.0f} s: {exact} exactly as bad as said, {len(worse)} worse; "
        f"{bounds} verdicts are bounds"
    )
    return not worse


def notices(name, compared):
    """Whether a judge that overlooks something is contradicted."""
    found = [one.seen for one in compared if one.contradicts]
    first = f", first {found[0].event} of case {found[0].case}" if found else ""
    cases = len({one.case for one in found})
    print(f"{'noticed' if found else 'NOT NOTICED'}: {name}: {len(found)} events of {cases} clusters{first}")
    return bool(found)


if __name__ == "__main__":
    main()
