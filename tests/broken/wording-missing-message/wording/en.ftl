hello = Hello
thanks = Thanks
    .title = Thanks
