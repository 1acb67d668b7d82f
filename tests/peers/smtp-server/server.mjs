// A mail server that nobody here wrote. Usage: node server.mjs [login] [tls]. Says 'ready PORT', then 'mail {...}' for each mail it takes. Ends when its standard input ends.
// With 'login' it wants user 'mailer' and password 'mailer-password'; with 'tls' it offers STARTTLS with a certificate that nobody trusts.
// Recipients at refused.test are refused for good, those at busy.test once.
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const wants = new Set(process.argv.slice(2));
const busy = new Set();
const refuse = (code, text) => Object.assign(new Error(text), { responseCode: code });

const server = new SMTPServer({
  authOptional: !wants.has('login'),
  allowInsecureAuth: true,
  disabledCommands: [...(wants.has('login') ? [] : ['AUTH']), ...(wants.has('tls') ? [] : ['STARTTLS'])],
  onAuth: ({ username, password }, _, done) =>
    username === 'mailer' && password === 'mailer-password' ? done(null, { user: username }) : done(refuse(535, 'Authentication credentials invalid')),
  onRcptTo: ({ address }, _, done) => {
    if (address.endsWith('@refused.test')) return done(refuse(550, 'No such person'));
    if (address.endsWith('@busy.test') && !busy.has(address)) {
      busy.add(address);
      return done(refuse(451, 'Come back later'));
    }
    done();
  },
  onData: async (stream, session, done) => {
    const mail = await simpleParser(stream);
    console.log('mail ' + JSON.stringify({
      envelopeFrom: session.envelope.mailFrom.address,
      to: session.envelope.rcptTo.map((r) => r.address),
      from: mail.from?.text,
      replyTo: mail.replyTo?.text ?? null,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      login: session.user ?? null,
    }));
    done();
  },
});
server.on('error', (error) => console.error(String(error)));
server.listen(0, '127.0.0.1', function () { console.log(`ready ${this.address().port}`); });
process.stdin.on('end', () => process.exit(0)).resume();
