"""One run of an account's scheduled action when nothing has happened since the last one."""

from .bench_common import build, figure, measured, run_cron

RUNS = 5


def measure(env, url):
    store, merchant, control = build(env, url)
    control.place(kind='paid')
    for _round in range(3):
        run_cron(store)
        run_cron(merchant)
    return [row for account, name in ((store, 'store'), (merchant, 'merchant'))
            for row in _measure(env, account, name)]


def _measure(env, account, name):
    """Of several runs the least: whatever else the machine does is not the module's."""
    runs = [measured(env, run_cron, account) for _run in range(RUNS)]
    paths = runs[-1].paths
    return [
        figure(f'{name}: calls, most of one resource',
               max(map(paths.count, paths), default=0), at_most=1),
        figure(f'{name}: calls in all', min(run.calls for run in runs)),
        figure(f'{name}: SQL of the run, without the scheduler\'s own',
               min(run.queries for run in runs) - _scheduler_queries(env), at_most=15),
        figure(f'{name}: CPU', 1000 * min(run.cpu for run in runs), 'ms', at_most=60),
    ]


def _scheduler_queries(env):
    """What Odoo's scheduler needs for any action, one that does nothing among them."""
    action = env.ref('base.autovacuum_job').copy({'code': 'pass', 'name': 'Nothing'})
    env.cr.commit()
    return min(measured(env, action.method_direct_trigger).queries for _run in range(RUNS))
