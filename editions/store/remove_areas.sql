DELETE FROM published_area /*ON CLUSTER*/ WHERE edition = {edition:UInt32}
