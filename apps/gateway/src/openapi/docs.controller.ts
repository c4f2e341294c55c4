import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { DocsService } from './docs.service.js';

/** Swagger UI and the document behind it. Nothing of it is loaded before somebody asks. */
@Public()
@Controller()
export class DocsController {
  constructor(private readonly docs: DocsService) {}

  @Get('docs-json')
  document(): Promise<object> {
    return this.docs.document();
  }

  @Get('docs')
  @Header('Content-Type', 'text/html; charset=utf-8')
  page(): string {
    return this.docs.page();
  }

  @Get('docs/:asset')
  async asset(@Param('asset') name: string, @Res() reply: FastifyReply): Promise<void> {
    const asset = await this.docs.asset(name);
    await reply
      .header('Content-Type', asset.type)
      .header('Cache-Control', 'public, max-age=86400')
      .send(asset.body);
  }
}
