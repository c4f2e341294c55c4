/**
 * Who may import whom, by project tag. The lint configuration and the test on the project graph both
 * read this table; docs/architecture.md explains it.
 */
export const DEPENDENCIES = {
  'scope:domain': ['type:testing'],
  'scope:binance': ['scope:domain', 'type:testing'],
  'scope:stream': ['scope:domain', 'type:testing'],
  'scope:analytics': ['scope:domain', 'type:testing'],
  'scope:simulator': ['scope:domain', 'type:testing'],
  'scope:trading': ['scope:domain', 'scope:binance', 'type:testing'],
  'scope:platform': [
    'scope:domain',
    'scope:binance',
    'scope:stream',
    'scope:analytics',
    'scope:trading',
    'scope:simulator',
    'type:testing',
  ],
  'scope:gateway': [
    'scope:domain',
    'scope:binance',
    'scope:stream',
    'scope:analytics',
    'scope:trading',
    'scope:platform',
    'type:testing',
  ],
  'scope:mcp': [
    'scope:domain',
    'scope:binance',
    'scope:stream',
    'scope:analytics',
    'scope:trading',
    'scope:platform',
    'type:testing',
  ],
  'scope:simulator-app': ['scope:simulator', 'scope:platform', 'type:testing'],
  'type:testing': [],
  'type:e2e': ['type:lib', 'type:testing'],
  'type:tool': ['type:lib', 'type:testing', 'type:tool'],
};
