/** What of this process's environment a program needs to start. Everything else, secrets above all, stays here. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'SYSTEMROOT'] as const

/** The environment of a trainer's program: the contract's variables win over declared ones, declared ones over what is passed on. */
export function trainerEnvironment(
  paths: { readonly job: string; readonly dataset: string; readonly parameters: string; readonly output: string; readonly tmp: string },
  declared: Readonly<Record<string, string>>,
  own: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const passed = PASSED_ON.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]]))
  return {
    ...Object.fromEntries(passed),
    // Python holds back lines on a pipe; progress should be seen as it is made.
    PYTHONUNBUFFERED: '1',
    TMPDIR: paths.tmp,
    ...declared,
    AIFACTORY_JOB: paths.job,
    AIFACTORY_DATASET_DIR: paths.dataset,
    AIFACTORY_PARAMETERS: paths.parameters,
    AIFACTORY_OUTPUT_DIR: paths.output,
  }
}
