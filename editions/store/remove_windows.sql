DELETE FROM published_window /*ON CLUSTER*/ WHERE edition = {edition:UInt32}
