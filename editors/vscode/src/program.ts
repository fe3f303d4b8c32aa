import { isAbsolute, join } from 'node:path'

/** The program that a setting names: a path below the workspace where it begins with a dot, else as it is. */
export function programOf(setting: string, folder: string | undefined): string {
  const named = setting.trim() || 'aifactory'
  return folder !== undefined && named.startsWith('.') && !isAbsolute(named) ? join(folder, named) : named
}
