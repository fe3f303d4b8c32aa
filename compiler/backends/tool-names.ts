/** Tools that a factory is rendered for, beside what runs it whole, in the order of docs/backends.md. */
export const TOOL_NAMES = ['prometheus', 'great-expectations', 'pandera', 'dvc', 'airflow'] as const

export type ToolName = (typeof TOOL_NAMES)[number]

/** What of a factory a tool takes over. The rest of the factory goes on as it is. */
export type Concern = 'monitoring' | 'expectations' | 'features' | 'pipeline'
