import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'trading', rootDir: import.meta.dirname };
