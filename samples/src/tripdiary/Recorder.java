package com.example.tripdiary;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.microedition.media.Manager;
import javax.microedition.media.MediaException;
import javax.microedition.media.Player;
import javax.microedition.media.control.RecordControl;
import javax.microedition.media.control.VideoControl;

/** Photo and voice through the capture devices; the view-finder stays invisible. */
class Recorder {
    private Recorder() {
    }

    static byte[] photo() throws IOException, MediaException {
        Player camera = Manager.createPlayer("capture://video");
        try {
            camera.realize();
            VideoControl video = (VideoControl) camera.getControl("VideoControl");
            video.initDisplayMode(VideoControl.USE_DIRECT_VIDEO, null);
            video.setVisible(false);
            camera.start();
            return video.getSnapshot("encoding=jpeg&width=160&height=120");
        } finally {
            camera.close();
        }
    }

    static byte[] voice(long millis) throws IOException, MediaException, InterruptedException {
        Player microphone = Manager.createPlayer("capture://audio?encoding=pcm");
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        try {
            microphone.realize();
            RecordControl record = (RecordControl) microphone.getControl("RecordControl");
            record.setRecordStream(sound);
            record.startRecord();
            microphone.start();
            Thread.sleep(millis);
            record.commit();
        } finally {
            microphone.close();
        }
        return sound.toByteArray();
    }
}
