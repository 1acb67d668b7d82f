// An OpenID Provider that nobody here wrote, in Keycloak's URL layout. Usage: node server.mjs PORT. Ends when its standard input ends.
// People: whoever signs in with any password. The login is the subject; 'subject:name' gives it another preferred_username.
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import express from 'express';
import { SignJWT } from 'jose';
import Provider, { interactionPolicy } from 'oidc-provider';

const port = Number(process.argv[2]);
const origin = `http://localhost:${port}`;
const issuer = `${origin}/realms/test`;
const disabled = new Set();
let mode = 'up';
let keyReads = 0;

const keys = [makeKey()];
function makeKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}
const publicKey = (key) => ({ ...createPublicKey({ key, format: 'jwk' }).export({ format: 'jwk' }), kid: key.kid, use: 'sig', alg: 'RS256' });

// Nobody is asked for consent: clients on loopback are, unless that check is taken out.
const policy = interactionPolicy.base();
policy.get('consent').checks.remove('native_client_prompt');

const usual = {
  application_type: 'native',
  redirect_uris: ['http://localhost/callback'],
  response_types: ['code', 'id_token', 'code id_token'],
  grant_types: ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
};
const provider = new Provider(issuer, {
  clients: [
    { ...usual, client_id: 'open-metadata', client_secret: 'a-secret-of-the-tests', token_endpoint_auth_method: 'client_secret_post' },
    { ...usual, client_id: 'other', client_secret: 'another-secret-of-the-tests', token_endpoint_auth_method: 'client_secret_post' },
    { ...usual, client_id: 'repeating', client_secret: 'a-third-secret-of-the-tests', token_endpoint_auth_method: 'client_secret_post' },
    { ...usual, client_id: 'opaque', client_secret: 'a-fourth-secret-of-the-tests', token_endpoint_auth_method: 'client_secret_post' },
    { ...usual, client_id: 'public', grant_types: ['authorization_code', 'implicit', 'refresh_token'], token_endpoint_auth_method: 'none' },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['cookies of the tests'] },
  extraTokenClaims: (_, token) => ({
    azp: token.clientId,
    typ: 'Bearer',
    preferred_username: token.kind === 'ClientCredentials' ? `service-account-${token.clientId}` : token.accountId,
  }),
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      // It introspects only tokens that are no JWTs, and its userinfo takes no others.
      defaultResource: (_, client) => client.clientId === 'opaque' ? undefined : 'urn:account',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: 'openid email profile', audience: 'account', accessTokenFormat: 'jwt', accessTokenTTL: 300 }),
    },
  },
  findAccount: (_, id) => disabled.has(id) ? undefined : {
    accountId: id,
    claims: () => {
      const name = id.split(':').at(-1);
      return { sub: id, preferred_username: name, name: `${name[0].toUpperCase()}${name.slice(1)} Example`, email: `${name}@example.org`, email_verified: true };
    },
  },
  interactions: { policy },
  issueRefreshToken: () => true,
  jwks: { keys: [keys[0]] },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid email profile');
    grant.addResourceScope('urn:account', 'openid email profile');
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
  responseTypes: ['code', 'id_token', 'code id_token'],
  rotateRefreshToken: (ctx) => ctx.oidc.client.clientId !== 'repeating',
  routes: {
    authorization: '/protocol/openid-connect/auth',
    end_session: '/protocol/openid-connect/logout',
    introspection: '/protocol/openid-connect/token/introspect',
    jwks: '/protocol/openid-connect/certs',
    revocation: '/protocol/openid-connect/revoke',
    token: '/protocol/openid-connect/token',
    userinfo: '/protocol/openid-connect/userinfo',
  },
  ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 86400, IdToken: 86400, Interaction: 600, RefreshToken: 86400, Session: 86400 },
});
// The catalogs under test listen on ports of their own.
provider.Client.prototype.redirectUriAllowed = (uri) => /^http:\/\/(localhost|127\.0\.0\.1):\d+\/(callback|realms\/\w+\/broker\/\w+\/endpoint)$/.test(uri);
provider.Client.prototype.postLogoutRedirectUriAllowed = (uri) => /^http:\/\/(localhost|127\.0\.0\.1):\d+\/(logout|realms\/\w+\/broker\/\w+\/endpoint\/logout_response)$/.test(uri);
provider.on('server_error', (_, error) => console.error(error));

const app = express();
app.post('/test/mode/:mode', (request, answer) => { mode = request.params.mode; answer.end(); });
app.post('/test/disable/:id', (request, answer) => { disabled.add(request.params.id); answer.end(); });
app.get('/test/key-reads', (_, answer) => { answer.send(String(keyReads)); });
app.post('/test/rotate', (_, answer) => { keys.push(makeKey()); answer.json({ kid: keys.at(-1).kid }); });
// Signs any claims with the newest key, or with one that the realm does not publish.
app.post('/test/sign', express.json(), async (request, answer) => {
  const { claims, header = {}, foreign = false } = request.body;
  const key = foreign ? makeKey() : keys.at(-1);
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ iss: issuer, iat: now, exp: now + 300, ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: foreign === 'same kid' ? keys.at(-1).kid : key.kid, ...header })
    .sign(createPrivateKey({ key, format: 'jwk' }));
  answer.send(token);
});
app.use('/realms/test', (_, answer, next) => {
  if (mode === 'down') answer.status(503).send('down');
  else if (mode === 'up') next();
});
// Its login page asks a font server of the internet, and a browser without one waits for it.
app.use('/realms/test/interaction', (_, answer, next) => { answer.set('Content-Security-Policy', "default-src 'self' 'unsafe-inline'"); next(); });
app.get('/realms/test/protocol/openid-connect/certs', (_, answer) => { keyReads++; answer.json({ keys: keys.map(publicKey) }); });
app.use('/realms/test', provider.callback());
app.listen(port, '127.0.0.1', () => console.log(`ready ${issuer}`));
process.stdin.on('end', () => process.exit(0)).resume();
