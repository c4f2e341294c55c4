import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'exchange-simulator', rootDir: import.meta.dirname };
