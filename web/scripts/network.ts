// When this machine changes its network: Wi-Fi to mobile data, or back from none. Lines of before are dead then, and
// nobody is told so: a socket notices after ten seconds, a browser's media after five.

interface NetworkInformation extends EventTarget {
  readonly type?: string; // only phones say it, and only there does it change
}

/** Call back at every change of the network; returns what ends that. */
export function watchNetwork(changed: () => void): () => void {
  const network = (navigator as { connection?: NetworkInformation }).connection;
  let type = network?.type;
  const onChange = (): void => {
    if (network?.type === type) return; // an estimate of its speed, no more
    type = network?.type;
    if (navigator.onLine) changed();
  };
  window.addEventListener("online", changed);
  network?.addEventListener("change", onChange);
  return () => {
    window.removeEventListener("online", changed);
    network?.removeEventListener("change", onChange);
  };
}
