import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'exchange-simulator-lib', rootDir: import.meta.dirname };
