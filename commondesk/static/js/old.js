/* For browsers that know scripts and no modules (before 2018): the pages are theirs as they are without scripts. What stands in
   a noscript, such a browser would not show; a page that looks by itself is looked at again here.

   Written as those browsers read it. */

(function () {
  var all = document.getElementsByTagName("noscript");
  var again = false;
  for (var at = all.length - 1; at >= 0; at -= 1) {
    var shown = document.createElement("div");
    if (all[at].parentNode === document.head) again = again || all[at].textContent.indexOf("refresh") >= 0;
    else {
      shown.innerHTML = all[at].textContent;
      while (shown.firstChild) all[at].parentNode.insertBefore(shown.firstChild, all[at]);
    }
  }
  if (again) setTimeout(function () { location.reload(); }, 30000);
})();
