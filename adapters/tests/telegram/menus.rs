//! Menus and texts about the bot: set once, in each language, for each kind of chat.

use telegram_platform::state::State;

use crate::program::{SOON, both, unbroken};

fn sets(state: &State) -> usize {
    state.calls.iter().filter(|call| call.method.starts_with("set") && call.method != "setwebhook").count()
}

fn names(state: &State, scope: &str, language: &str) -> Vec<String> {
    let menu = &state.menus[&(scope.to_owned(), language.to_owned())];
    menu.as_array().unwrap().iter().map(|command| command["command"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn menus_are_set_where_they_differ_and_only_there() {
    let (platform, mut program) =
        both("[review]\nmoderators = [\"telegram:77\"]\nchats = [\"telegram:-1005\"]\n").await;
    let done = |state: &State| state.calls.iter().any(|call| call.method == "setchatmenubutton");
    assert!(platform.until(SOON, done).await);
    platform.with(|state| {
        for language in ["", "fr", "en", "es"] {
            let private = names(state, "all_private_chats", language);
            let group = names(state, "all_group_chats", language);
            assert_eq!(private[..3], ["start", "help", "mechanisms"]);
            assert!(group.len() < private.len() && group.iter().all(|name| private.contains(name)));
            assert!(state.menus.contains_key(&("chat 77".into(), language.into())));
            assert!(state.menus.contains_key(&("chat -1005".into(), language.into())));
            for text in ["mydescription", "myshortdescription"] {
                // A language whose text is that of everybody needs none of its own.
                let own = state.texts.get(&(text.to_owned(), language.to_owned()));
                let all = state.texts.get(&(text.to_owned(), String::new()));
                assert!(own.or(all).is_some_and(|words| !words.is_empty()));
            }
        }
        let texts: Vec<_> = state.texts.values().collect();
        assert_ne!(texts[1], texts[2], "each language has its own words");
        assert_eq!(state.menu_button["type"], "commands");
    });
    let before = platform.with(|state| sets(state));
    program.terminate();
    program.run();
    let looked =
        |state: &State| state.calls.iter().filter(|call| call.method == "getchatmenubutton").count() == 2;
    assert!(platform.until(SOON, looked).await);
    platform.with(|state| assert_eq!(sets(state), before, "nothing differs, so nothing is set"));
    // What someone else changed is put right.
    platform.with(|state| state.menus.remove(&("all_group_chats".into(), "es".into())));
    program.terminate();
    program.run();
    assert!(platform.until(SOON, |state| sets(state) == before + 1).await);
    unbroken(&platform);
}
