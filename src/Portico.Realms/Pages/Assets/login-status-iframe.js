// Answers "unchanged", "changed" or "error" to the application that shows this page in a frame and posts "clientId sessionState".
let checked;

function sessionCookie() {
  for (const part of document.cookie.split(';')) {
    const [name, ...value] = part.trim().split('=');
    if (name === 'KEYCLOAK_SESSION') return value.join('=');
  }
  return null;
}

function judge(sessionState) {
  const cookie = sessionCookie();
  if (sessionState === '') return cookie === null ? 'unchanged' : 'changed';
  return cookie === sessionState ? 'unchanged' : 'changed';
}

async function check(clientId, origin, sessionState) {
  if (checked && checked.clientId === clientId && checked.origin === origin) return judge(sessionState);
  const query = new URLSearchParams({ client_id: clientId, origin });
  const answer = await fetch(`${location.pathname}/init?${query}`, { credentials: 'same-origin' });
  if (!answer.ok) return 'error';
  checked = { clientId, origin };
  return judge(sessionState);
}

window.addEventListener('message', async (event) => {
  if (typeof event.data !== 'string' || event.source === null) return;
  const [clientId, sessionState = '', ...more] = event.data.split(' ');
  let result = 'error';
  if (clientId && more.length === 0) {
    try {
      result = await check(clientId, event.origin, sessionState);
    } catch {
      result = 'error';
    }
  }
  event.source.postMessage(result, event.origin);
});
