const KEY = 'theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

/** Follows the system, until somebody presses the button. */
export function setUpTheme(button) {
  const show = () => {
    const theme = localStorage.getItem(KEY) ?? (dark.matches ? 'dark' : 'light');
    document.documentElement.dataset.theme = theme;
    const label = theme === 'dark' ? 'Use light colours' : 'Use dark colours';
    button.setAttribute('aria-label', label);
    button.title = label;
  };
  button.addEventListener('click', () => {
    localStorage.setItem(KEY, document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
    show();
  });
  dark.addEventListener('change', show);
  show();
}
