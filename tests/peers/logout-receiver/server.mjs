// A client that is told of sign-outs (OpenID Connect Back-Channel Logout 1.0) and checks the tokens with jose. Usage: node server.mjs ISSUER. Says 'ready PORT', then 'notice {...}' for each.
// A line 'answer 503' on standard input sets the status of its answers. Ends when its standard input ends.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const issuer = process.argv[2];
const keys = createRemoteJWKSet(new URL(`${issuer}/protocol/openid-connect/certs`));
let status = 200;

const server = createServer(async (request, answer) => {
  let body = '';
  for await (const part of request) body += part;
  let result;
  try {
    const token = new URLSearchParams(body).get('logout_token');
    const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer, typ: 'logout+jwt', requiredClaims: ['aud', 'iat', 'exp', 'jti', 'events'] });
    result = { ...payload, alg: protectedHeader.alg };
  } catch (error) {
    result = { error: String(error) };
  }
  console.log('notice ' + JSON.stringify({ ...result, method: request.method, path: request.url, type: request.headers['content-type'], answered: status }));
  answer.writeHead(status, { Location: 'http://127.0.0.1:1/' }).end();
});
server.listen(0, '127.0.0.1', () => console.log(`ready ${server.address().port}`));
const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  status = Number(line.split(' ')[1]);
  console.log(`answers ${status}`);
});
input.on('close', () => process.exit(0));
