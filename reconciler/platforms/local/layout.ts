import { join } from 'node:path'

/** Where the embedded platform keeps things, under one folder that git ignores. */
export interface Layout {
  readonly root: string
  readonly database: string
  readonly lock: string
  readonly artifacts: string
  readonly work: string
  readonly onlineStore: string
  readonly revisions: string
  readonly servers: string
  readonly inferenceLog: (endpoint: string) => string
}

export function layoutOf(baseDir: string): Layout {
  return layoutIn(join(baseDir, '.aifactory'))
}

/** Where a backtest keeps its own: what is live has no part in it. */
export function backtestLayoutOf(baseDir: string): Layout {
  return layoutIn(join(layoutOf(baseDir).root, 'backtest'))
}

function layoutIn(root: string): Layout {
  return {
    root,
    database: join(root, 'state.db'),
    lock: join(root, 'lock'),
    artifacts: join(root, 'artifacts'),
    work: join(root, 'work'),
    onlineStore: join(root, 'online.db'),
    revisions: join(root, 'revisions'),
    servers: join(root, 'servers'),
    inferenceLog: (endpoint) => join(root, 'inference-log', endpoint),
  }
}
