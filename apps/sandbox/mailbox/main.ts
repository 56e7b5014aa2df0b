import { portSetting, requiredSetting, runProcess } from '../process.js';
import { buildMailboxApp } from './app.js';

await runProcess('sandbox-mailbox', async (env, log) => {
  const mailbox = await buildMailboxApp(
    {
      host: env['HOST'] ?? '127.0.0.1',
      port: portSetting(env, 'PORT'),
      smtpPort: portSetting(env, 'SMTP_PORT'),
      dataFile: requiredSetting(env, 'MAILBOX_DATA_FILE'),
    },
    log,
  );
  const listening = await mailbox.listen();
  return { listening, close: () => mailbox.close() };
});
