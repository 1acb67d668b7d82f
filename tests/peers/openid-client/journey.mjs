// A certified client signs a person in and out: every answer is validated, signatures included. Prints "ok <step>" per step; any refusal ends it with exit code 1.
// Usage: node journey.mjs ISSUER CLIENT_ID CLIENT_SECRET USER PASSWORD REDIRECT_URI
import assert from 'node:assert/strict';
import * as oidc from 'openid-client';

const [issuer, clientId, clientSecret, user, password, redirectUri] = process.argv.slice(2);
const scope = 'openid email profile';

async function configure(authentication, metadata = {}) {
  const config = await oidc.discovery(new URL(issuer), clientId, { client_secret: clientSecret, ...metadata }, authentication, {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  });
  return config;
}

// A browser of the simplest kind: cookies, redirects, the one form of the login page.
class Browser {
  #cookies = new Map();

  async signIn(url) {
    const page = await this.#follow(url);
    if (!page.response) return page.url;
    const action = /<form[^>]*id="kc-form-login"[^>]*action="([^"]*)"/.exec(page.text) ?? /<form[^>]*action="([^"]*)"[^>]*id="kc-form-login"/.exec(page.text);
    assert.ok(action, `no login form in: ${page.text.slice(0, 2000)}`);
    const body = new URLSearchParams({ username: user, password, credentialId: '' });
    return this.#follow(new URL(action[1].replaceAll('&amp;', '&'), url), { method: 'POST', body });
  }

  async open(url) {
    return this.#follow(url);
  }

  async #follow(url, init = {}) {
    for (let hop = 0; hop < 10; hop++) {
      if (url.href.startsWith(redirectUri)) return { url };
      const response = await fetch(url, { ...init, redirect: 'manual', headers: { accept: 'text/html', cookie: [...this.#cookies].map(([k, v]) => `${k}=${v}`).join('; ') } });
      for (const cookie of response.headers.getSetCookie()) {
        const [pair, ...attributes] = cookie.split(';');
        const at = pair.indexOf('=');
        const gone = attributes.some((a) => /^\s*max-age=0$/i.test(a) || /^\s*expires=thu, 01[- ]jan[- ]1970/i.test(a));
        if (gone) this.#cookies.delete(pair.slice(0, at));
        else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const location = response.headers.get('location');
      if (!location) return { response, text: await response.text(), url };
      init = {};
      url = new URL(location, url);
    }
    throw new Error('too many redirects');
  }
}

function done(step) {
  console.log(`ok ${step}`);
}

async function code(config, browser, extra = {}) {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri, scope, state, nonce, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...extra,
  });
  const back = await browser.signIn(url);
  return { back: back.url ?? back, checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true } };
}

const config = await configure(oidc.ClientSecretPost(clientSecret));
assert.equal(config.serverMetadata().issuer, issuer);
assert.ok(config.serverMetadata().supportsPKCE());
done('discovery');

const browser = new Browser();
const first = await code(config, browser);
const tokens = await oidc.authorizationCodeGrant(config, first.back, first.checks);
const claims = tokens.claims();
assert.equal(claims.preferred_username, user);
assert.equal(claims.azp, clientId);
assert.ok(claims.sid);
done('code flow with PKCE, state, nonce and iss');

await assert.rejects(oidc.authorizationCodeGrant(config, first.back, first.checks), (e) => e.error === 'invalid_grant');
done('a replayed code is refused');

const second = await code(config, browser, { prompt: 'none' });
const again = await oidc.authorizationCodeGrant(config, second.back, second.checks);
assert.equal(again.claims().sid, claims.sid);
done('single sign-on without a prompt');

const wrong = await code(config, browser, { prompt: 'none' });
await assert.rejects(oidc.authorizationCodeGrant(config, wrong.back, { ...wrong.checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() }), (e) => e.error === 'invalid_grant');
done('a foreign code verifier is refused');

const old = await code(config, browser, { prompt: 'none', max_age: '3600' });
const aged = await oidc.authorizationCodeGrant(config, old.back, { ...old.checks, maxAge: 3600 });
assert.ok(aged.claims().auth_time);
done('max_age brings auth_time');

const info = await oidc.fetchUserInfo(config, again.access_token, again.claims().sub);
assert.equal(info.preferred_username, user);
assert.ok(info.email);
done('userinfo');

const fresh = await oidc.refreshTokenGrant(config, again.refresh_token);
assert.equal(fresh.claims().sub, claims.sub);
done('refresh');

const active = await oidc.tokenIntrospection(config, fresh.access_token);
assert.equal(active.active, true);
assert.equal(active.username, user);
assert.equal((await oidc.tokenIntrospection(config, 'nonsense')).active, false);
done('introspection');

for (const [name, authentication] of [['client_secret_basic', oidc.ClientSecretBasic(clientSecret)], ['client_secret_post', oidc.ClientSecretPost(clientSecret)]]) {
  const grant = await oidc.clientCredentialsGrant(await configure(authentication), { scope });
  assert.equal(grant.token_type, 'bearer');
  done(`client credentials with ${name}`);
}
await assert.rejects(oidc.clientCredentialsGrant(await configure(oidc.ClientSecretPost('wrong'))), (e) => e.error === 'unauthorized_client' || e.error === 'invalid_client');
done('a wrong secret is refused');

const direct = await oidc.genericGrantRequest(config, 'password', { username: user, password, scope });
assert.equal(direct.claims().preferred_username, user);
done('password grant');

const implicit = await configure(oidc.ClientSecretPost(clientSecret));
oidc.useIdTokenResponseType(implicit);
{
  const nonce = oidc.randomNonce();
  const state = oidc.randomState();
  const back = await browser.open(oidc.buildAuthorizationUrl(implicit, { redirect_uri: redirectUri, scope, state, nonce }));
  const answer = await oidc.implicitAuthentication(implicit, back.url, nonce, { expectedState: state });
  assert.equal(answer.preferred_username, user);
}
done('implicit id_token');

const hybrid = await configure(oidc.ClientSecretPost(clientSecret));
oidc.useCodeIdTokenResponseType(hybrid);
{
  const nonce = oidc.randomNonce();
  const state = oidc.randomState();
  const back = await browser.open(oidc.buildAuthorizationUrl(hybrid, { redirect_uri: redirectUri, scope, state, nonce }));
  const answer = await oidc.authorizationCodeGrant(hybrid, back.url, { expectedNonce: nonce, expectedState: state });
  assert.equal(answer.claims().preferred_username, user);
}
done('hybrid code id_token');

await oidc.tokenRevocation(config, fresh.refresh_token);
await assert.rejects(oidc.refreshTokenGrant(config, fresh.refresh_token), (e) => e.error === 'invalid_grant');
done('revocation');

const last = await code(config, browser);
const final = await oidc.authorizationCodeGrant(config, last.back, last.checks);
const bye = await browser.open(oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: redirectUri, id_token_hint: final.id_token, state: 'bye' }));
assert.equal(bye.url.searchParams.get('state'), 'bye');
await assert.rejects(oidc.refreshTokenGrant(config, final.refresh_token), (e) => e.error === 'invalid_grant');
const none = await code(config, browser, { prompt: 'none' });
await assert.rejects(oidc.authorizationCodeGrant(config, none.back, none.checks), (e) => e.error === 'login_required');
done('logout ends the session and its tokens');
