import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'market-analytics', rootDir: import.meta.dirname };
