import { type CustomDecorator, SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'gateway:public';

/** A route or controller that anyone may call. routes.spec.ts holds the list of them. */
export const Public = (): CustomDecorator => SetMetadata(IS_PUBLIC, true);
