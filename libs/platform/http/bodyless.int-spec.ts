import { Body, Controller, Delete, Get, HttpCode, Module, Patch, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { newId } from '../kernel/ids.js';
import { systemScope } from '../kernel/scope.js';
import { PlatformModule } from '../platform.module.js';
import { openProbe, type Probe } from '../testing/probe.js';
import { configureApplication, httpAdapter } from './application.js';
import { Authenticators } from './authentication.js';
import { Str } from './fields.js';
import { IngressRoute, PublicRoute, StudioRoute } from './policy.js';

class Note {
  @Str({ optional: true }) text?: string;
}

let run = 0;

@Controller('bodyless')
class BodylessController {
  @Patch('expire')
  @StudioRoute('notes:write')
  expire(): object {
    return { run: ++run };
  }

  @Post('public')
  @HttpCode(200)
  @PublicRoute()
  anybody(): object {
    return { run: ++run };
  }

  @Delete('gone')
  @HttpCode(200)
  @StudioRoute('notes:write')
  remove(): object {
    return { run: ++run };
  }

  @Get()
  @StudioRoute('notes:read')
  read(): object {
    return { run: ++run };
  }

  @Patch('with-a-body')
  @StudioRoute('notes:write')
  write(@Body() body: Note): object {
    return { run: ++run, ...body };
  }

  @Post('ingress')
  @HttpCode(200)
  @IngressRoute()
  told(@Req() _request: unknown): object {
    return { run: ++run };
  }
}

@Module({ controllers: [BodylessController] })
class BodylessModule {}

describe('a route that takes no body', () => {
  let probe: Probe;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    probe = await openProbe();
    const module = await Test.createTestingModule({ imports: [PlatformModule.forRoot({ config: probe.config, entities: [] }), BodylessModule] }).compile();
    module.useLogger(false);
    app = module.createNestApplication<NestFastifyApplication>(httpAdapter(probe.config), { bodyParser: false });
    configureApplication(app);
    app.get(Authenticators).register('studio', async () => ({ scope: { ...systemScope(newId('gam'), 'key_1'), studioId: 'stu_1' }, environment: 'sandbox', grants: ['*'] }));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  beforeEach(() => {
    run = 0;
  });
  afterAll(async () => {
    await app.close();
    await probe.close();
  });

  async function send(method: 'PATCH' | 'POST' | 'DELETE', path: string, payload?: string) {
    const answer = await app.inject({ method, url: `/bodyless/${path}`, ...(payload === undefined ? {} : { payload, headers: { 'content-type': 'application/json' } }) });
    return { status: answer.statusCode, json: JSON.parse(answer.payload) as { code?: string; errors?: { loc: unknown; type: string }[] } };
  }
  const ROUTES = [['PATCH', 'expire'], ['POST', 'public'], ['DELETE', 'gone']] as const;

  it.each(ROUTES)('runs with no body, an empty one and an empty object: %s %s', async (method, path) => {
    for (const payload of [undefined, '', ' ', '{}']) expect((await send(method, path, payload)).status).toBe(200);
    expect(run).toBe(4);
  });

  it.each(ROUTES)('refuses members, which it would have to ignore, and what is no object: %s %s', async (method, path) => {
    const refused = await send(method, path, '{"a":1,"text":null}');
    expect([refused.status, refused.json.code]).toEqual([422, 'request.invalid']);
    expect(refused.json.errors).toEqual(['a', 'text'].map((name) => ({ loc: ['body', name], msg: `property ${name} should not exist`, type: 'whitelistValidation' })));
    for (const payload of ['[]', '[{}]', '"text"', '7', 'true', 'null']) {
      const other = await send(method, path, payload);
      expect([payload, other.status, other.json.errors?.[0]]).toEqual([payload, 422, expect.objectContaining({ loc: ['body'], type: 'isObject' })]);
    }
    expect(run).toBe(0);
  });

  it('leaves bodies alone where one is taken, and where the sender has a form of its own', async () => {
    expect((await send('PATCH', 'with-a-body', '{"text":"a"}')).status).toBe(200);
    expect((await send('PATCH', 'with-a-body', '{"a":1}')).status).toBe(422);
    expect((await send('POST', 'ingress', '{"event":"charged"}')).status).toBe(200);
  });
});
