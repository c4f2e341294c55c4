// The parts of class-validator that are used, by their own paths: its index loads validator and
// libphonenumber-js, 17 MiB and 0.1 s in every process, for decorators that are not used here.
// The metadata store is one per process either way.
import type * as ClassValidator from 'class-validator';
import { IsOptional as isOptional } from 'class-validator/cjs/decorator/common/IsOptional.js';
import { ValidateBy as validateBy } from 'class-validator/cjs/decorator/common/ValidateBy.js';
import { Validator } from 'class-validator/cjs/validation/Validator.js';

export const IsOptional: typeof ClassValidator.IsOptional = isOptional;
export const ValidateBy: typeof ClassValidator.ValidateBy = validateBy;

const validator: ClassValidator.Validator = new Validator();

/** Message of the first broken constraint of each property, by property. */
export function brokenConstraints(value: object): Map<string, string> {
  const errors = validator.validateSync(value, { forbidUnknownValues: false, stopAtFirstError: true });
  return new Map(errors.map((e) => [e.property, Object.values(e.constraints ?? {})[0] ?? 'is wrong']));
}
