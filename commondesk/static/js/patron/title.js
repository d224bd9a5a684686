/* "(2) Your question" while the tab is not seen and somebody has written. */

export function countInTitle() {
  const title = document.title;
  let unseen = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    unseen = 0;
    document.title = title;
  });
  return () => {
    if (!document.hidden) return;
    unseen += 1;
    document.title = `(${unseen}) ${title}`;
  };
}
