"""The verdict as a person reads it."""

from soak_verdict import delay_lines, judge, trouble

TROUBLES_SHOWN = 10


def show(facts, errors, logs):
    """Print the tables and return the exit code: 0 when every line is well."""
    times, later, allowed = delay_lines(facts)
    verdict = judge(facts)
    verdict.append((
        'p95 of the healthy stores with the faults, later by s', round(later, 1),
        f'<= {allowed:g}', later <= allowed))
    print('', *_times(times), '', *_verdict(verdict), '', sep='\n')
    print(f'Conflicts between processes that Odoo settled by itself (in the logs): '
          f'{facts.conflicts}')
    print(f'Other ERROR lines in the logs: {errors.total() if errors else 0}')
    for text, count in errors.most_common(8):
        print(f'  {count:5}  {text}')
    for text in _details(facts):
        print(f'  {text}')
    well = all(mark for *_line, mark in verdict)
    print('', 'The soak ended well.' if well else 'The soak FAILED.',
          f'Logs: {", ".join(map(str, logs))}', sep='\n')
    return int(not well)


def _times(lines):
    yield (f'{"Healthy stores, from the shop to the warehouse":46} {"orders":>7} {"p50":>7} '
           f'{"p95":>7} {"longest":>8} {"slowest store p50":>18}')
    for title, count, median, high, longest, slowest in lines:
        yield (f'{title:46} {count:7} {median:6.1f}s {high:6.1f}s {longest:7.1f}s '
               f'{slowest:17.1f}s')


def _verdict(lines):
    yield f'{"Verdict":52} {"found":>8} {"wanted":>8}'
    for what, figure, wanted, well in lines:
        yield f'{what:52} {figure:>8} {wanted:>8}  {"ok" if well else "WRONG"}'


def _details(facts):
    found = [text for _kind, text in filter(None, (
        trouble(facts, order) for order in facts.placed))]
    found += sorted(facts.seen.shown) + facts.violations
    return found[:TROUBLES_SHOWN] + ([f'... and {len(found) - TROUBLES_SHOWN} more']
                                     if len(found) > TROUBLES_SHOWN else [])
