export type Code = string
