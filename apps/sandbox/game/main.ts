import { portSetting, requiredSetting, runProcess } from '../process.js';
import { buildGameApp } from './app.js';

await runProcess('sandbox-game', async (env, log) => {
  const game = await buildGameApp(
    {
      host: env['HOST'] ?? '127.0.0.1',
      port: portSetting(env, 'PORT'),
      webhookSecret: requiredSetting(env, 'WEBHOOK_SECRET'),
      dataFile: requiredSetting(env, 'GAME_DATA_FILE'),
      publicUrl: (env['GAME_PUBLIC_URL'] ?? '').replace(/\/+$/, ''),
    },
    log,
  );
  const listening = await game.listen();
  return { listening, close: () => game.close() };
});
