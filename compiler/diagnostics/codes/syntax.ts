import type { CodeEntry } from '../codes.js'

/** AF1xxx: the text is not YAML that can be read. Examples are whole files. */
export const SYNTAX = {
  AF1001: { severity: 'error', title: 'No such file', explanation: 'There is nothing at this path.' },
  AF1002: {
    severity: 'error',
    title: 'Not a file',
    explanation: 'The path is a folder without aifactory.yaml, or a device or pipe, which are never read.',
  },
  AF1003: {
    severity: 'error',
    title: 'File too large',
    explanation: 'Files above 1 MiB are not read: they hold data rather than definitions, or are an attack.',
  },
  AF1004: { severity: 'error', title: 'Not text', explanation: 'The file is not UTF-8, or holds control characters that YAML forbids.' },
  AF1005: {
    severity: 'error',
    title: 'Empty file',
    explanation: 'The file holds nothing but white space and comments.',
    example: {
      wrong: '# nothing yet\n',
      right: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: {}\n',
      whole: true,
    },
  },
  AF1006: {
    severity: 'error',
    title: 'Not a map',
    explanation: 'A factory is a map with apiVersion, kind, metadata and spec.',
    example: {
      wrong: '- flights\n- weather\n',
      right: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: {}\n',
      whole: true,
    },
  },
  AF1007: {
    severity: 'error',
    title: 'Tab as indentation',
    explanation: 'YAML is indented by spaces only, since editors disagree on the width of a tab.',
    example: {
      wrong: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata:\n\tname: tiny\nspec: {}\n',
      right: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata:\n  name: tiny\nspec: {}\n',
      whole: true,
    },
  },
  AF1008: {
    severity: 'error',
    title: 'Duplicate key',
    explanation: 'A key is given twice in one map, and one of the values would be lost.',
    example: {
      wrong: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny, name: small }\nspec: {}\n',
      right: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: {}\n',
      whole: true,
    },
  },
  AF1009: {
    severity: 'error',
    title: 'Too much repeated',
    explanation: 'Aliases that repeat aliases grow without bound ("billion laughs"), as do files that include hundreds of others.',
  },
  AF1010: {
    severity: 'error',
    title: 'Several documents',
    explanation: 'A file holds one factory; what comes after --- would be lost.',
    example: {
      wrong: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: {}\n---\nkind: AIFactory\n',
      right: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: {}\n',
      whole: true,
    },
  },
  AF1011: {
    severity: 'error',
    title: 'Forbidden key',
    explanation: '__proto__, constructor and prototype have a meaning of their own to programs that read the file.',
    example: {
      wrong: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: { __proto__: {} }\n',
      right: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: {}\n',
      whole: true,
    },
  },
  AF1012: {
    severity: 'error',
    title: 'Key is no name',
    explanation: 'Keys are plain names. Lists and maps as keys, and the merge key of YAML 1.1, are not read.',
    example: {
      wrong: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny, [a, b]: c }\nspec: {}\n',
      right: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: {}\n',
      whole: true,
    },
  },
  AF1013: {
    severity: 'error',
    title: 'Not YAML',
    explanation: 'The text breaks the rules of YAML 1.2: a bracket or quote that is not closed, items in different columns.',
    example: {
      wrong: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny\nspec: {}\n',
      right: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: {}\n',
      whole: true,
    },
  },
  AF1014: { severity: 'error', title: 'Nested too deeply', explanation: 'Maps and lists lie more than 64 levels inside one another.' },
  AF1015: {
    severity: 'error',
    title: 'Unknown tag',
    explanation: 'Tags such as !secret belong to other programs.',
    example: {
      wrong: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: !secret tiny }\nspec: {}\n',
      right: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny }\nspec: {}\n',
      whole: true,
    },
  },
  AF1016: {
    severity: 'error',
    title: 'Alias of nothing',
    explanation: 'An alias (*name) repeats a value marked before it (&name), and never one that it is part of.',
    example: {
      wrong: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny, labels: *shared }\nspec: {}\n',
      right:
        'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny, annotations: &shared { a: b }, labels: *shared }\nspec: {}\n',
      whole: true,
    },
  },
  AF1017: {
    severity: 'error',
    title: 'Infinite number',
    explanation: 'Numbers such as .inf and .nan have no form in JSON, in which definitions are kept and compared.',
    example: {
      wrong: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny, labels: { a: .inf } }\nspec: {}\n',
      right: 'apiVersion: aifactory.dev/v1\nkind: AIFactory\nmetadata: { name: tiny, labels: { a: high } }\nspec: {}\n',
      whole: true,
    },
  },
  AF1018: { severity: 'error', title: 'Not permitted', explanation: 'The file is there, and its permissions forbid reading it.' },
} as const satisfies Readonly<Record<string, CodeEntry>>
