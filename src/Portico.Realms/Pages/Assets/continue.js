// Goes on when the frames have loaded, or after a moment when one of them does not.
const go = () => document.getElementById('continue').click();
window.addEventListener('load', go);
setTimeout(go, 5000);
