// Keycloak's own admin client administers a realm: what it sends and what it reads back. Prints "ok <step>" per step.
// Usage: node journey.mjs BASE_URL ADMIN_PASSWORD
import assert from 'node:assert/strict';
import KcAdminClient from '@keycloak/keycloak-admin-client';

const [baseUrl, adminPassword] = process.argv.slice(2);
const realm = 'admin-client';

function done(step) {
  console.log(`ok ${step}`);
}

const refused = (status) => (e) => (e.response?.status ?? e.responseStatus) === status;

const admin = new KcAdminClient({ baseUrl, realmName: 'master' });
await assert.rejects(admin.auth({ grantType: 'password', clientId: 'admin-cli', username: 'admin', password: 'wrong' }));
await admin.auth({ grantType: 'password', clientId: 'admin-cli', username: 'admin', password: adminPassword });
done('sign in as admin of master');

await admin.realms.create({ realm, enabled: true, displayName: 'Admin client' });
assert.equal((await admin.realms.findOne({ realm })).displayName, 'Admin client');
assert.ok((await admin.realms.find()).some((r) => r.realm === realm));
await assert.rejects(admin.realms.create({ realm, enabled: true }), refused(409));
await admin.realms.update({ realm }, { displayName: 'Renamed', accessTokenLifespan: 120 });
assert.equal((await admin.realms.findOne({ realm })).accessTokenLifespan, 120);
assert.equal(await admin.realms.findOne({ realm: 'nowhere' }), null);
admin.setConfig({ realmName: realm });
done('realms');

const client = await admin.clients.create({
  clientId: 'open-metadata', protocol: 'openid-connect', publicClient: false, standardFlowEnabled: true, implicitFlowEnabled: true, serviceAccountsEnabled: true,
  directAccessGrantsEnabled: true, redirectUris: ['http://localhost:8585/*'], webOrigins: ['http://localhost:8585'],
});
const found = (await admin.clients.find({ clientId: 'open-metadata' }))[0];
assert.equal(found.id, client.id);
assert.equal(found.implicitFlowEnabled, true);
await assert.rejects(admin.clients.create({ clientId: 'open-metadata' }), refused(409));
await admin.clients.update({ id: client.id }, { ...found, description: 'The catalog' });
assert.equal((await admin.clients.findOne({ id: client.id })).description, 'The catalog');
const secret = (await admin.clients.getClientSecret({ id: client.id })).value;
assert.ok(secret);
const regenerated = (await admin.clients.generateNewClientSecret({ id: client.id })).value;
assert.notEqual(regenerated, secret);
done('clients and their secrets');

const robot = await admin.clients.getServiceAccountUser({ id: client.id });
assert.equal(robot.username, 'service-account-open-metadata');
done('service account');

await admin.roles.create({ name: 'steward', description: 'Keeps the catalog' });
const steward = await admin.roles.findOneByName({ name: 'steward' });
assert.equal(steward.description, 'Keeps the catalog');
assert.ok((await admin.roles.find()).some((r) => r.name === 'steward'));
await admin.clients.createRole({ id: client.id, name: 'reader' });
const reader = await admin.clients.findRole({ id: client.id, roleName: 'reader' });
assert.equal(reader.clientRole, true);
done('realm and client roles');

const user = await admin.users.create({ username: 'jane', email: 'jane@example.com', firstName: 'Jane', lastName: 'Doe', enabled: true, emailVerified: true });
await assert.rejects(admin.users.create({ username: 'jane', enabled: true }), refused(409));
await admin.users.resetPassword({ id: user.id, credential: { type: 'password', value: 'a-long-sentence', temporary: false } });
await admin.users.update({ id: user.id }, { firstName: 'Janet', lastName: 'Doe', email: 'jane@example.com', enabled: true, emailVerified: true });
assert.equal((await admin.users.findOne({ id: user.id })).firstName, 'Janet');
assert.equal((await admin.users.find({ username: 'jane', exact: true })).length, 1);
assert.equal((await admin.users.find({ search: 'jan' })).length, 1);
assert.ok((await admin.users.count()) >= 1);
done('users and passwords');

await admin.users.addRealmRoleMappings({ id: user.id, roles: [{ id: steward.id, name: steward.name }] });
assert.ok((await admin.users.listRealmRoleMappings({ id: user.id })).some((r) => r.name === 'steward'));
await admin.users.addClientRoleMappings({ id: user.id, clientUniqueId: client.id, roles: [{ id: reader.id, name: reader.name }] });
assert.deepEqual((await admin.users.listClientRoleMappings({ id: user.id, clientUniqueId: client.id })).map((r) => r.name), ['reader']);
await admin.users.delRealmRoleMappings({ id: user.id, roles: [{ id: steward.id, name: steward.name }] });
assert.ok(!(await admin.users.listRealmRoleMappings({ id: user.id })).some((r) => r.name === 'steward'));
done('role mappings');

const form = (fields) => fetch(`${baseUrl}/realms/${realm}/protocol/openid-connect/token`, { method: 'POST', body: new URLSearchParams(fields) });
const signedIn = await form({ grant_type: 'password', client_id: 'open-metadata', client_secret: regenerated, username: 'jane', password: 'a-long-sentence', scope: 'openid' });
const token = JSON.parse(Buffer.from((await signedIn.json()).access_token.split('.')[1], 'base64url'));
assert.deepEqual(token.resource_access['open-metadata'].roles, ['reader']);
assert.equal((await form({ grant_type: 'client_credentials', client_id: 'open-metadata', client_secret: secret })).status, 401);
done('what was configured is what the realm does');

await admin.users.del({ id: user.id });
assert.equal((await admin.users.find({ username: 'jane', exact: true })).length, 0);
await admin.clients.del({ id: client.id });
assert.equal((await admin.clients.find({ clientId: 'open-metadata' })).length, 0);
await admin.realms.del({ realm });
assert.equal(await admin.realms.findOne({ realm }), null);
done('deletion');
