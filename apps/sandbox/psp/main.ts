import { portSetting, requiredSetting, runProcess } from '../process.js';
import { buildPspApp } from './app.js';

await runProcess('sandbox-psp', async (env, log) => {
  const psp = await buildPspApp(
    {
      host: env['HOST'] ?? '127.0.0.1',
      port: portSetting(env, 'PORT'),
      apiKey: requiredSetting(env, 'SANDBOX_PSP_API_KEY'),
      webhookSecret: requiredSetting(env, 'SANDBOX_PSP_WEBHOOK_SECRET'),
      notifyUrl: env['SANDBOX_PSP_NOTIFY_URL'] ?? '',
      dataFile: requiredSetting(env, 'SANDBOX_PSP_DATA_FILE'),
      publicUrl: env['SANDBOX_PSP_PUBLIC_URL'] ?? '',
      allowedOrigins: (env['SANDBOX_PSP_ALLOWED_ORIGINS'] ?? '').split(',').map((origin) => origin.trim()).filter((origin) => origin !== ''),
    },
    log,
  );
  const listening = await psp.listen();
  return { listening, close: () => psp.close() };
});
